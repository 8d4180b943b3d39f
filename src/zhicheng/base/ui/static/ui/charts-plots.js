/* 知城 Zhicheng charts, part 2: builders of plots with axes. Each is a pure function (rows, options, tokens) → ECharts option. */
(function () {
  'use strict';
  const { number, short, measured, seriesOf, builders } = window.ZC;
  /* At most six lines in one chart; they differ in hue, symbol and dash, so that no reader depends on colour. */
  const SYMBOLS = ['rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'pin'];
  const DASHES = ['solid', [7, 4], [2, 3], [9, 3, 2, 3], [5, 3], [1, 2]];
  const colour = (row, t) => (row.me ? t.seal : t.ink);

  /* ranking: the score as a bar, the rank as a dot with its interval. Columns name, score, rank, low, high. */
  builders.ranking = (rows, options, t) => {
    const names = rows.map((row) => row.name);
    const lowest = options.ranks || Math.max(...rows.map((row) => row.high));
    const max = options.max || 100;
    const left = (Math.max(...names.map((name) => name.length)) + 1) * t.size;
    const top = 44 * t.scale;
    const head = {
      position: 'top', axisLabel: { formatter: (value) => number(Math.round(value)) }, nameLocation: 'start', nameGap: 0,
      nameTextStyle: { align: 'left', verticalAlign: 'bottom', padding: [0, 0, 24 * t.scale, 0], color: t.text2 },
    };
    const label = { interval: 0, color: (_name, place) => (rows[place].me ? t.seal : t.text), fontSize: t.size };
    return {
      grid: [{ left, right: '54%', top, bottom: 8 }, { left: '52%', right: 18, top, bottom: 8 }],
      xAxis: [
        { type: 'value', gridIndex: 0, min: 0, max, interval: max / 4, name: '得分', ...head },
        { type: 'value', gridIndex: 1, min: 1, max: lowest, interval: (lowest - 1) / 3, name: '名次区间', ...head },
      ],
      yAxis: [
        { type: 'category', gridIndex: 0, inverse: true, data: names, axisLabel: label },
        { type: 'category', gridIndex: 1, inverse: true, data: names, axisLabel: { show: false }, axisLine: { show: false } },
      ],
      tooltip: { trigger: 'item', formatter: (point) => rankWords(rows[point.dataIndex]) },
      series: [
        {
          type: 'bar', barWidth: Math.max(6, Math.min(14, 260 / rows.length)),
          data: rows.map((row) => bar(row.score, row, t, [0, 2, 2, 0])),
        },
        {
          type: 'custom', xAxisIndex: 1, yAxisIndex: 1, encode: { x: [1, 2, 3], y: 0 },
          data: rows.map((row, place) => [place, row.low, row.high, row.rank]),
          renderItem: (point, api) => whisker(api, rows[point.dataIndex], t),
        },
      ],
    };
  };

  function rankWords(row) {
    return row.name + '\n得分 ' + number(row.score, 1) + '\n名次 ' + row.rank + '（区间 ' + row.low + '–' + row.high + '）';
  }

  function bar(value, row, t, corners) {
    return { value, itemStyle: { color: colour(row, t), borderRadius: corners } };
  }

  function whisker(api, row, t) {
    const place = (value) => api.coord([value, api.value(0)]);
    const [x1, y] = place(api.value(1));
    const line = { stroke: row.me ? t.seal : t.hues[2], lineWidth: 4, lineCap: 'round', opacity: .65 };
    const dot = { fill: colour(row, t), stroke: t.surface, lineWidth: 1.5 };
    return {
      type: 'group',
      children: [
        { type: 'line', shape: { x1, x2: place(api.value(2))[0], y1: y, y2: y }, style: line },
        { type: 'circle', shape: { cx: place(api.value(3))[0], cy: y, r: 4.5 }, style: dot },
      ],
    };
  }

  /* bars: horizontal, the value at the end; options.vertical for counts over a scale. Columns name, value. */
  builders.bars = (rows, options, t) => {
    const upright = Boolean(options.vertical);
    const names = {
      type: 'category', data: rows.map((row) => String(row.name)), inverse: !upright,
      axisLabel: { interval: upright ? (options.every ? options.every - 1 : 'auto') : 0 },
      name: upright ? options.axis || '' : '', nameLocation: 'middle', nameGap: 30,
    };
    const values = {
      type: 'value', max: options.max, splitNumber: 3, splitLine: { show: upright },
      axisLabel: { show: upright, formatter: (value) => short(value) + (options.percent ? '%' : '') },
    };
    const shown = { ...options, unit: options.percent ? options.unit : '' };
    return {
      grid: { left: 6, right: upright ? 12 : 60 * t.scale, top: 10, bottom: upright && options.axis ? 30 : 4, containLabel: true },
      xAxis: upright ? names : values,
      yAxis: upright ? values : names,
      tooltip: { trigger: 'item', formatter: (point) => point.name + '  ' + measured(point.value, options) },
      series: [{
        type: 'bar', barMaxWidth: upright ? 18 : 12, barCategoryGap: '25%',
        label: {
          show: !upright, position: 'right', color: t.text, fontSize: t.size, formatter: (point) => measured(point.value, shown),
        },
        data: rows.map((row) => bar(row.value, row, t, upright ? [2, 2, 0, 0] : [0, 2, 2, 0])),
      }],
    };
  };

  /* trend: x and one column a line. options.rank turns the axis round, options.target draws the target; labels stand at the ends. */
  builders.trend = (rows, options, t, box) => {
    const lines = seriesOf(rows, options);
    /* Names take a quarter of the width at most, and go on the next line when they are longer. */
    const room = Math.max(4, Math.floor(box.width / 4 / t.size));
    const longest = Math.min(room, Math.max(...lines.map((line) => line.name.length)));
    return {
      grid: { left: 8, right: Math.max(28, (longest + 1.5) * t.size), top: 30 * t.scale, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: rows.map((row) => String(row.x)), boundaryGap: false },
      yAxis: {
        type: options.log ? 'log' : 'value', inverse: Boolean(options.rank), scale: Boolean(options.scale), interval: options.interval,
        min: options.min !== undefined ? options.min : options.rank ? 1 : undefined,
        max: options.rank ? lowestPlace(rows, lines, options) : options.max,
        minInterval: options.rank ? 1 : undefined,
        name: options.unit || '', nameGap: 12, nameLocation: options.rank ? 'start' : 'end',
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -24 * t.scale] }, axisLabel: { formatter: short },
      },
      tooltip: { trigger: 'axis', formatter: (points) => trendWords(points, options) },
      series: lines.map((line, place) => trendLine(line, place, lines, rows, { ...options, room }, t)),
    };
  };

  /* Five places at least, so that a change from first to second does not look like a fall. */
  function lowestPlace(rows, lines, options) {
    return Math.max(5, options.max || 0, ...rows.flatMap((row) => lines.map((line) => row[line.key] || 0)));
  }

  function trendWords(points, options) {
    const known = points.filter((point) => point.value !== null && point.value !== undefined);
    return [points[0].axisValue, ...known.map((point) => point.seriesName + ' ' + measured(point.value, options))].join('\n');
  }

  function trendLine(line, place, lines, rows, options, t) {
    const others = lines.slice(0, place).filter((each) => !each.me && !each.soft).length;
    const hue = line.me ? t.seal : line.soft ? t.hues[7] : t.hues[others % 8];
    return {
      type: 'line', name: line.name, connectNulls: false, z: line.me ? 5 : 3,
      data: rows.map((row) => (row[line.key] === undefined ? null : row[line.key])),
      symbol: line.me ? 'circle' : SYMBOLS[place % SYMBOLS.length], symbolSize: line.me ? 9 : 7, showAllSymbol: rows.length <= 40,
      itemStyle: { color: hue },
      lineStyle: { color: hue, width: line.me ? 3 : 2, type: line.dash ? 'dashed' : 'solid' },
      endLabel: {
        show: options.endLabel !== false, formatter: inLines(line.name, options.room), color: hue, fontSize: t.size,
        fontWeight: line.me ? 'bold' : 'normal', distance: 8,
      },
      labelLayout: { moveOverlap: 'shiftY' },
      markLine: options.target !== undefined && place === 0 ? targetLine(options, t) : undefined,
    };
  }

  function targetLine(options, t) {
    const words = options.targetLabel || '目标 ' + measured(options.target, options);
    return {
      silent: true, symbol: 'none', data: [{ yAxis: options.target }],
      lineStyle: { color: t.text2, type: 'dashed', width: 1.5 },
      label: { formatter: words, position: 'insideStartTop', color: t.text2, fontSize: t.size },
    };
  }

  /* radar: axis and one column a thing, at most five, told apart by hue, dash and symbol. options.max is the outer ring. */
  builders.radar = (rows, options, t, box) => {
    const things = seriesOf(rows, options).slice(0, 5);
    const max = options.max || 100;
    const longestLine = Math.max(3, Math.floor(box.width / 90));
    // The names beside the web must stay inside the box.
    const radius = Math.min(.35 * Math.min(box.width, box.height), box.width / 2 - longestLine * t.size - 14);
    let others = 0;
    const data = things.map((thing) => {
      const style = thing.me ? 0 : (others += 1);
      const hue = thing.me ? t.seal : t.hues[[0, 1, 5, 6][(style - 1) % 4]];
      return {
        name: thing.name, value: rows.map((row) => row[thing.key]),
        symbol: thing.me ? 'circle' : SYMBOLS[style - 1], symbolSize: thing.me ? 8 : 7, itemStyle: { color: hue },
        lineStyle: { color: hue, width: thing.me ? 2.5 : 1.8, type: DASHES[style % DASHES.length] },
        areaStyle: thing.me ? { color: hue, opacity: .1 } : undefined,
      };
    });
    return {
      legend: {
        bottom: 0,
        data: data.map(({ name, symbol, itemStyle, lineStyle }) => ({ name, icon: symbol.replace('emptyCircle', 'circle'), itemStyle, lineStyle })),
      },
      radar: {
        indicator: rows.map((row) => ({ name: row.axis, max })), center: ['50%', '46%'], radius, splitNumber: 4,
        axisName: { color: t.text, fontSize: t.size, formatter: (name) => inLines(name, longestLine) }, splitArea: { show: false },
        splitLine: { lineStyle: { color: t.grid } }, axisLine: { lineStyle: { color: t.grid } },
      },
      tooltip: { formatter: (point) => radarWords(point, rows) },
      series: [{ type: 'radar', data }],
    };
  };

  function radarWords(point, rows) {
    return [point.name, ...rows.map((row, place) => row.axis + ' ' + number(point.value[place], 1))].join('\n');
  }

  /* Chinese words break anywhere: a long axis name beside a narrow plot goes on several lines. */
  function inLines(words, most) {
    return words.match(new RegExp('.{1,' + most + '}', 'g')).join('\n');
  }

  /* quadrant: name, x, y and an optional size; cut at options.cx, cy; options.corners are words for 右上, 左上, 左下, 右下. */
  builders.quadrant = (rows, options, t) => {
    const biggest = Math.max(1, ...rows.map((row) => row.size || 0));
    const diameter = (row) => (row.size ? 8 + 20 * Math.sqrt(row.size / biggest) : 11);
    return {
      grid: { left: 8, right: 28, top: 34 * t.scale, bottom: 28 * t.scale, containLabel: true },
      xAxis: {
        type: 'value', name: options.xname, nameLocation: 'middle', nameGap: 28 * t.scale,
        min: options.xmin, max: options.xmax, splitLine: { show: false }, axisLine: { show: true },
      },
      yAxis: {
        type: 'value', name: options.yname, nameLocation: 'end', nameGap: 12,
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -26 * t.scale] },
        min: options.ymin, max: options.ymax, splitLine: { show: false }, axisLine: { show: true },
      },
      tooltip: { trigger: 'item', formatter: (point) => quadrantWords(rows[point.dataIndex], options) },
      series: [{
        type: 'scatter', labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
        data: rows.map((row) => ({
          value: [row.x, row.y], symbolSize: diameter(row),
          itemStyle: { color: colour(row, t), opacity: .88, borderColor: t.surface, borderWidth: 1 },
          label: {
            show: true, formatter: row.name, position: 'right', fontSize: t.size,
            color: row.me ? t.seal : t.text, fontWeight: row.me ? 'bold' : 'normal',
          },
        })),
        markArea: { silent: true, data: corners(options, t) },
        markLine: {
          silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: t.axis, type: 'dashed' },
          data: [{ xAxis: options.cx }, { yAxis: options.cy }],
        },
      }],
    };
  };

  function quadrantWords(row, options) {
    if (!row) return '';
    const of = (name, value) => name + ' ' + number(value, options.digits);
    return [row.name, of(options.xname, row.x), of(options.yname, row.y)].join('\n');
  }

  function corners(options, t) {
    const ends = [
      [options.xmax, options.ymax, 'insideTopRight'], [options.xmin, options.ymax, 'insideTopLeft'],
      [options.xmin, options.ymin, 'insideBottomLeft'], [options.xmax, options.ymin, 'insideBottomRight'],
    ];
    return (options.corners || []).map((words, place) => {
      const label = { position: ends[place][2], color: t.text3, fontSize: t.size - 1 };
      return [
        { name: words, coord: [options.cx, options.cy], label, itemStyle: { color: 'transparent' } },
        { coord: ends[place].slice(0, 2) },
      ];
    });
  }
}());
