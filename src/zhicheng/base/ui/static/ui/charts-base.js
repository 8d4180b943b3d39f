/* 知城 Zhicheng charts, part 1: what all charts share. Order of loading: echarts.min.js, charts-base.js, charts-plots.js,
   charts-places.js, charts.js, all with "defer".
   A <figure data-zc-chart="KIND"> draws itself from the table inside it: columns by <th data-key>, raw values by <td data-v>,
   a row with class is-me is the followed one. data-zc-options holds a small JSON object, data-zc-desc the spoken sentence. */
(function () {
  'use strict';
  const root = document.documentElement;

  /* The colours and sizes of the current theme, read from tokens.css. */
  function tokens() {
    const style = getComputedStyle(root);
    const token = (name) => style.getPropertyValue('--zc-' + name).trim();
    const scale = parseFloat(style.fontSize) / 16;
    return {
      hues: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => token('c' + number)),
      sequence: token('seq').split(/\s*,\s*/),
      diverging: token('div').split(/\s*,\s*/),
      text: token('text'), text2: token('text-2'), text3: token('text-3'),
      grid: token('grid'), axis: token('axis'), surface: token('surface'), paper: token('paper'),
      nodata: token('nodata'), seal: token('seal'), ink: token('c1'),
      font: token('sans'), size: 13 * scale, scale,
      dark: root.dataset.bsTheme === 'dark',
    };
  }

  /* 21864 → 21,864; −3.2 with the real minus sign; missing → — */
  function number(value, digits = 0) {
    if (value === null || value === undefined || Number.isNaN(value)) return '—';
    const shown = Math.abs(value).toLocaleString('zh-CN', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return (value < 0 && /[1-9]/.test(shown) ? '−' : '') + shown;
  }

  /* For axes only: 35600 → 3.56 万, 420000000 → 4.2 亿. Tables keep the full number. */
  function short(value) {
    const size = Math.abs(value);
    if (size >= 1e8) return +(value / 1e8).toFixed(2) + ' 亿';
    if (size >= 1e4) return +(value / 1e4).toFixed(2) + ' 万';
    return value.toLocaleString('zh-CN', { maximumFractionDigits: 6 }).replace('-', '−');
  }

  /* As the table does: whole numbers bare, others with three significant figures. */
  function naturalDigits(value) {
    return Number.isInteger(value) ? 0 : Math.min(6, Math.max(1, 2 - Math.floor(Math.log10(Math.abs(value)))));
  }

  /* A measured number with its unit, at its natural number of decimals when none is asked for. */
  function measured(value, options) {
    const digits = options.digits !== undefined ? options.digits : naturalDigits(value);
    return number(value, digits) + (options.percent ? '%' : options.unit ? ' ' + options.unit : '');
  }

  function theme(t) {
    const axis = {
      axisLine: { lineStyle: { color: t.axis } },
      axisTick: { show: false },
      axisLabel: { color: t.text2, fontSize: t.size, hideOverlap: true },
      splitLine: { lineStyle: { color: t.grid } },
      nameTextStyle: { color: t.text3, fontSize: t.size },
    };
    return {
      color: t.hues,
      backgroundColor: 'transparent',
      textStyle: { fontFamily: t.font, color: t.text, fontSize: t.size },
      categoryAxis: { ...axis, splitLine: { show: false } },
      valueAxis: { ...axis, axisLine: { show: false } },
      logAxis: { ...axis, axisLine: { show: false } },
      legend: { textStyle: { color: t.text2, fontSize: t.size }, itemWidth: 26, itemHeight: 9 },
      tooltip: {
        renderMode: 'richText', /* an HTML tooltip would need inline styles, which the page forbids */
        confine: true, backgroundColor: t.dark ? '#123641' : '#17262b', borderWidth: 0, padding: [8, 12],
        textStyle: { color: '#fff', fontSize: t.size, fontFamily: t.font },
        axisPointer: { lineStyle: { color: t.axis } },
      },
    };
  }

  function rawValue(cell) {
    const raw = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
    if (raw === '' || raw === '—') return null;
    return Number.isNaN(Number(raw)) ? raw : Number(raw);
  }

  /* The rows of a figure's table as objects: one member a keyed column, and me, url. */
  function readTable(table) {
    const heads = [...table.tHead.rows[0].cells];
    return [...table.tBodies[0].rows].map((row) => {
      const link = row.querySelector('a[href]');
      const item = { me: row.classList.contains('is-me'), url: link ? link.href : '' };
      heads.forEach((head, place) => { if (head.dataset.key) item[head.dataset.key] = rawValue(row.cells[place]); });
      return item;
    });
  }

  /* The lines of a trend or a radar: named in the options, or every keyed column but the first. */
  function seriesOf(rows, options) {
    if (options.series) return options.series;
    const keys = Object.keys(rows[0] || {}).filter((key) => key !== 'me' && key !== 'url');
    return keys.slice(1).map((key) => ({ key, name: key }));
  }

  window.ZC = { tokens, number, short, measured, theme, readTable, seriesOf, builders: {} };
}());
