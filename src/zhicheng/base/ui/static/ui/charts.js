/* 知城 Zhicheng charts, part 4: draws every figure, and says so in words when it cannot. */
(function () {
  'use strict';
  const { tokens, theme, readTable, builders } = window.ZC;
  const ROW_HEIGHT_REM = 1.75; /* of a list of bars: long lists get a taller plot instead of thinner bars */
  const LISTS = ['bars', 'ranking'];

  function loadMap(name, url) {
    if (echarts.getMap(name)) return Promise.resolve();
    return fetch(url).then((answer) => {
      if (!answer.ok) throw new Error('map ' + url + ' answers ' + answer.status);
      return answer.json();
    }).then((shapes) => echarts.registerMap(name, shapes));
  }

  function fitHeight(plot, kind, options, rows) {
    if (!LISTS.includes(kind) || options.vertical) return;
    plot.style.height = Math.max(9, 4 + rows.length * ROW_HEIGHT_REM) + 'rem';
  }

  function plotOption(plot, kind, options, rows) {
    const t = tokens();
    echarts.registerTheme('zc', theme(t));
    const box = { width: plot.clientWidth, height: plot.clientHeight };
    /* ECharts' own aria sentence would replace ours. */
    return { animation: false, aria: { enabled: false }, ...builders[kind](rows, options, t, box) };
  }

  function paint(figure, plot, kind, options) {
    const rows = readTable(figure.querySelector('table'));
    fitHeight(plot, kind, options, rows);
    const old = echarts.getInstanceByDom(plot);
    if (old) old.dispose();
    const option = plotOption(plot, kind, options, rows);
    const chart = echarts.init(plot, 'zc', { renderer: 'canvas' });
    chart.setOption(option);
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', figure.dataset.zcDesc);
    openOnClick(chart, kind, rows);
    followSize(figure, plot, chart, kind);
  }

  /* What a row's link opens in the table, its bar, dot or place opens in the plot. */
  function openOnClick(chart, kind, rows) {
    chart.on('click', (point) => {
      const row = kind === 'map' ? rows.find((each) => String(each.code) === point.name) : rows[point.dataIndex];
      if (row && row.url && kind !== 'trend' && kind !== 'radar') window.location.assign(row.url);
    });
  }

  function followSize(figure, plot, chart, kind) {
    let size = plot.clientWidth + 'x' + plot.clientHeight;
    new ResizeObserver((_entries, observer) => {
      const now = plot.clientWidth + 'x' + plot.clientHeight;
      /* Never at size 0: a geo throws there. */
      if (now === size || !plot.clientWidth || !plot.clientHeight) return;
      size = now;
      if (kind === 'network') { observer.disconnect(); draw(figure); } else chart.resize();
    }).observe(plot);
  }

  function sayFailure(figure, plot, reason) {
    const words = document.createElement('p');
    words.className = 'zc-note';
    words.textContent = '图没有画出来，数据都在下面的表里。';
    plot.replaceWith(words);
    figure.querySelectorAll('details').forEach((details) => { details.open = true; });
    console.error('chart', figure.dataset.zcChart, reason);
  }

  function draw(figure) {
    const kind = figure.dataset.zcChart;
    const plot = figure.querySelector('.zc-plot');
    if (!plot) return Promise.resolve();
    const options = JSON.parse(figure.dataset.zcOptions || '{}');
    figure.querySelectorAll('details[data-zc-fold]').forEach((details) => { details.open = false; });
    const ready = kind === 'map' ? loadMap(options.map, options.url) : Promise.resolve();
    return ready.then(() => paint(figure, plot, kind, options)).catch((reason) => sayFailure(figure, plot, reason));
  }

  function drawAll(within) {
    return Promise.all([...within.querySelectorAll('[data-zc-chart]')].map(draw));
  }

  document.addEventListener('DOMContentLoaded', () => {
    drawAll(document).then(() => { document.documentElement.dataset.zcReady = '1'; });
  });
  document.addEventListener('htmx:afterSwap', (event) => drawAll(event.target));
  Object.assign(window.ZC, { draw, drawAll });
}());
