(function () {
  'use strict';
  const { tokens, theme, read, loadMap, builders: B } = window.ZC;
  const root = document.documentElement;
  /* ---------- mounting ---------- */
  function draw(fig) {
    const kind = fig.dataset.zcChart, plot = fig.querySelector('.zc-plot');
    if (!B[kind] || !plot || !window.echarts) return;
    const opt = fig.dataset.zcOptions ? JSON.parse(fig.dataset.zcOptions) : {}, t = tokens();
    echarts.registerTheme('zc', theme(t));
    const ready = kind === 'map' ? loadMap(opt.map, opt.url) : Promise.resolve();
    fig.querySelectorAll('details[data-zc-fold]').forEach((x) => { x.open = false; });
    return ready.then(() => {
      const old = echarts.getInstanceByDom(plot); if (old) old.dispose();
      const chart = echarts.init(plot, 'zc', { renderer: 'canvas' });
      const title = (fig.querySelector('figcaption') || {}).textContent || '';
      chart.setOption({ animation: false, ...B[kind](read(fig), opt, t, { w: plot.clientWidth, h: plot.clientHeight }), aria: { enabled: true, label: { enabled: true, description: fig.dataset.zcDesc || title.trim() + '。图中数据见下方数据表。' } } });
      if (!plot.hasAttribute('role')) plot.setAttribute('role', 'img');
      let size = plot.clientWidth + 'x' + plot.clientHeight;
      new ResizeObserver((_, ob) => {
        const now = plot.clientWidth + 'x' + plot.clientHeight;
        if (now === size || !plot.clientWidth || !plot.clientHeight) return;
        size = now;
        if (kind === 'network') { ob.disconnect(); draw(fig); } else chart.resize(); /* never at size 0: a geo throws there (ECharts 6.1) */
      }).observe(plot);
    }).catch((e) => { plot.remove(); console.error('chart', kind, e); });
  }
  function start() { return Promise.all([...document.querySelectorAll('[data-zc-chart]')].map(draw)).then(() => { root.dataset.zcReady = '1'; }); }
  document.addEventListener('DOMContentLoaded', start);
  document.addEventListener('htmx:afterSwap', (e) => e.target.querySelectorAll('[data-zc-chart]').forEach(draw));
  Object.assign(window.ZC, { draw, start });
}());
