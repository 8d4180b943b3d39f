/* 知城 Zhicheng: ECharts theme and builders. Load after echarts.min.js, both with "defer".
   No inline script is needed: a <figure class="zc-chart" data-zc-chart="KIND"> draws itself from
     - a <table> inside it: columns by <th data-key="…">, raw values by <td data-v="…">; a row with class is-me is "ours", or
     - a <script type="application/json"> inside it, when the data are not a table.
   data-zc-options holds a small JSON object (unit, digits, map …); data-zc-desc the sentence a screen reader hears.
   Every builder is a pure function (data, opt, t) → ECharts option; t holds the tokens of the current theme. */
(function () {
  'use strict';
  const root = document.documentElement;
  root.classList.add('zc-js');

  /* ---------- tokens and numbers ---------- */
  function tokens() {
    const cs = getComputedStyle(root), v = (n) => cs.getPropertyValue('--zc-' + n).trim();
    const scale = parseFloat(cs.fontSize) / 16;
    return {
      hues: [1, 2, 3, 4, 5, 6, 7, 8].map((i) => v('c' + i)), seq: v('seq').split(/\s*,\s*/), div: v('div').split(/\s*,\s*/),
      text: v('text'), text2: v('text-2'), text3: v('text-3'), line: v('line'), grid: v('grid'), axis: v('axis'), surface: v('surface'),
      paper: v('paper'), nodata: v('nodata'), seal: v('seal'), ok: v('ok'), bad: v('bad'), ink: v('c1'), soft: v('ink-300') || v('c3'),
      font: v('sans'), fs: 13 * scale, dark: root.dataset.bsTheme === 'dark', scale
    };
  }
  const fmt = (x, digits = 0) => (x === null || x === undefined || Number.isNaN(x)) ? '—'
    : (x < 0 ? '−' : '') + Math.abs(x).toLocaleString('zh-CN', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  /* 1 280 → 1,280; 35 600 → 3.56 万; 420 000 000 → 4.2 亿 (for axes only; tables keep the full number) */
  const short = (x) => { const a = Math.abs(x); return a >= 1e8 ? +(x / 1e8).toFixed(2) + ' 亿' : a >= 1e4 ? +(x / 1e4).toFixed(2) + ' 万' : fmt(x, Number.isInteger(x) ? 0 : 1); };

  function theme(t) {
    const axis = {
      axisLine: { lineStyle: { color: t.axis } }, axisTick: { show: false }, axisLabel: { color: t.text2, fontSize: t.fs, hideOverlap: true },
      splitLine: { lineStyle: { color: t.grid } }, nameTextStyle: { color: t.text3, fontSize: t.fs }
    };
    return {
      color: t.hues, backgroundColor: 'transparent', textStyle: { fontFamily: t.font, color: t.text, fontSize: t.fs },
      categoryAxis: { ...axis, splitLine: { show: false } }, valueAxis: { ...axis, axisLine: { show: false } }, logAxis: { ...axis, axisLine: { show: false } },
      line: { symbolSize: 7, lineStyle: { width: 2 } }, legend: { textStyle: { color: t.text2, fontSize: t.fs }, itemWidth: 18, itemHeight: 8, icon: 'roundRect' },
      tooltip: { renderMode: 'richText', confine: true, backgroundColor: t.dark ? '#123641' : '#17262b', borderWidth: 0, padding: [8, 12], textStyle: { color: '#fff', fontSize: t.fs, fontFamily: t.font }, axisPointer: { lineStyle: { color: t.axis } } }
    };
  }

  /* ---------- reading ---------- */
  function readTable(table) {
    const keys = [...table.tHead.rows[table.tHead.rows.length - 1].cells].map((c) => c.dataset.key || '');
    return [...table.tBodies].flatMap((b) => [...b.rows]).filter((r) => !r.classList.contains('zc-gap')).map((r) => {
      const o = { me: r.classList.contains('is-me') };
      [...r.cells].forEach((c, i) => {
        if (!keys[i]) return;
        const raw = c.dataset.v !== undefined ? c.dataset.v : c.textContent.trim().replace(/[,\s]/g, '').replace('−', '-');
        o[keys[i]] = raw === '' || raw === '—' ? null : Number.isNaN(Number(raw)) ? (c.dataset.v !== undefined ? raw : c.textContent.trim()) : Number(raw);
      });
      return o;
    });
  }
  function read(fig) {
    const json = fig.querySelector('script[type="application/json"]');
    if (json) return JSON.parse(json.textContent);
    const table = fig.dataset.zcTable ? document.getElementById(fig.dataset.zcTable) : fig.querySelector('table');
    return readTable(table);
  }
  const loadMap = (name, url) => echarts.getMap(name) ? Promise.resolve()
    : fetch(url).then((r) => r.json()).then((g) => echarts.registerMap(name, g));

  window.ZC = { tokens, fmt, short, theme, readTable, read, loadMap, builders: {} };
}());
