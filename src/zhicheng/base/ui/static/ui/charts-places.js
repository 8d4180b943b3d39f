/* 知城 Zhicheng charts, part 3: builders of maps and of connected things. Pure functions (rows, options, tokens, box) → ECharts option. */
(function () {
  'use strict';
  const { number, measured, builders } = window.ZC;
  const SEA_ISLANDS = '460300'; /* 三沙: islands too small for a fill, so they get an outline */

  /* map: by division code, five classes, "no data" apart from zero; the whole country with the South China Sea inset.
     Columns code, name, value; options map, country, classes (lower limits), unit, digits, none, labels, diverging. */
  builders.map = (rows, options, t, box) => {
    const known = rows.filter((row) => row.value !== null && row.value !== undefined);
    const byCode = new Map(known.map((row) => [String(row.code), row]));
    const shapes = echarts.getMap(options.map).geoJSON.features;
    const names = new Map(shapes.map((shape) => [shape.properties.code, shape.properties.name]));
    const regions = [...fixedRegions(shapes, options, t), ...markedRegions(rows, options, t)];
    const isMeasured = Boolean((options.classes || []).length); /* without classes the map only shows where things are */
    const base = geo(options, t, regions, isMeasured ? t.nodata : t.sequence[0]);
    const data = (isMeasured ? known : []).map((row) => ({ name: String(row.code), value: row.value }));
    const label = { show: false };
    const layer = (geoIndex) => ({ type: 'map', geoIndex, map: options.map, nameProperty: 'code', data, label });
    return {
      geo: options.country
        ? [{ ...base, left: 0, right: 0, top: 0, bottom: 0, boundingCoords: [[73.2, 53.8], [135.2, 17.6]] },
          { ...base, right: 6, bottom: 6, width: 66, height: 92, boundingCoords: [[105.5, 24], [123.5, 2.8]] }]
        : [{ ...base, right: 8, top: 8, ...besideLegend(isMeasured ? options.classes.length + 1 : 0, t, box) }],
      graphic: options.country ? inset(t) : [],
      visualMap: {
        type: 'piecewise', show: isMeasured, pieces: classes(options, t), left: 4, bottom: 4, itemWidth: 16, itemHeight: 12, itemGap: 5,
        textStyle: { color: t.text2, fontSize: t.size - 1 }, outOfRange: { color: isMeasured ? t.nodata : t.sequence[0] },
        seriesIndex: options.country ? [0, 1] : [0], selectedMode: false, hoverLink: false,
      },
      tooltip: { trigger: 'item', formatter: (point) => mapWords(point.name, names, byCode, options) },
      series: options.country ? [layer(0), layer(1)] : [layer(0)],
    };
  };

  /* A city's own shape may fill the corner in which the legend stands: the map begins beside it, in a narrow box above it. */
  function besideLegend(lines, t, box) {
    if (!lines) return { left: 8, bottom: 8 };
    return box.width > 560 ? { left: 9 * t.size, bottom: 8 } : { left: 8, bottom: lines * (t.size + 5) + 12 };
  }

  function geo(options, t, regions, fill) {
    return {
      map: options.map, nameProperty: 'code', roam: false, preserveAspect: 'contain', clip: true, regions,
      aspectScale: options.aspect || (options.country ? .75 : .86),
      itemStyle: { areaColor: fill, borderColor: t.dark ? t.paper : '#fff', borderWidth: options.country ? .5 : 1.2 },
      emphasis: { label: { show: false }, itemStyle: { areaColor: undefined, borderColor: t.text, borderWidth: 1.5 } },
      select: { disabled: true }, label: { show: false },
    };
  }

  /* The dash line and the islands look the same whatever the numbers are. */
  function fixedRegions(shapes, options, t) {
    const line = { borderColor: t.axis, borderWidth: 1.2, areaColor: 'transparent' };
    const dashes = shapes.filter((shape) => shape.properties.name === '境界线')
      .map((shape) => ({ name: shape.properties.code, itemStyle: line, emphasis: { disabled: true }, silent: true }));
    const islands = { name: SEA_ISLANDS, itemStyle: { borderColor: t.axis, borderWidth: .8 } };
    return options.country ? [...dashes, islands] : dashes;
  }

  /* The followed place in vermilion; names on all places when options.labels. */
  function markedRegions(rows, options, t) {
    const halo = { textBorderColor: t.surface, textBorderWidth: 3 };
    const mine = rows.filter((row) => row.me).map((row) => ({
      name: String(row.code), itemStyle: { borderColor: t.seal, borderWidth: 2 },
      label: {
        show: true, color: t.seal, fontWeight: 'bold', fontSize: t.size, offset: [0, 14 * t.scale], formatter: () => row.name, ...halo,
      },
    }));
    if (!options.labels) return mine;
    const named = rows.filter((row) => !row.me).map((row) => ({
      name: String(row.code), label: { show: true, color: t.text, fontSize: t.size, formatter: () => row.name, ...halo },
    }));
    return [...mine, ...named];
  }

  function classes(options, t) {
    const limits = options.classes || [];
    const ramp = options.diverging ? t.diverging : t.sequence;
    const hue = (place) => ramp[Math.round(place * (ramp.length - 1) / Math.max(1, limits.length - 1))];
    const step = 10 ** -(options.digits || 0); /* the smallest difference that is shown: 5–19, or 5.0–19.9 */
    const pieces = limits.map((low, place) => {
      const next = limits[place + 1];
      return { gte: low, lt: next === undefined ? Infinity : next, color: hue(place), label: classWords(low, next, step, options.digits) };
    });
    return [{ lt: -1e300, label: options.none || '无数据', color: t.nodata }, ...pieces];
  }

  function classWords(low, next, step, digits) {
    if (next === undefined) return number(low, digits) + ' 及以上';
    if (next - step <= low) return number(low, digits);
    return number(low, digits) + '–' + number(next - step, digits);
  }

  function inset(t) {
    const frame = { fill: 'transparent', stroke: t.axis, lineWidth: 1 };
    const words = { text: '南海诸岛', fill: t.text3, font: (t.size - 2) + 'px ' + t.font };
    return [
      { type: 'rect', right: 4, bottom: 4, silent: true, shape: { width: 70, height: 96 }, style: frame },
      { type: 'text', right: 9, bottom: 8, silent: true, style: words },
    ];
  }

  function mapWords(code, names, byCode, options) {
    const row = byCode.get(code);
    return (names.get(code) || code) + '\n' + (row ? measured(row.value, options) : options.none || '无数据');
  }

  /* sankey of money: from, to, value in fen, shown in 万元. */
  builders.sankey = (rows, options, t) => {
    const wan = (fen, digits) => number(fen / 1e6, digits);
    const names = [...new Set(rows.flatMap((row) => [row.from, row.to]))];
    const sum = (side, name) => rows.filter((row) => row[side] === name).reduce((total, row) => total + row.value, 0);
    const total = (name) => Math.max(sum('from', name), sum('to', name));
    const depth = {};
    rows.forEach((row) => {
      depth[row.from] = depth[row.from] || 0;
      depth[row.to] = Math.max(depth[row.to] || 0, depth[row.from] + 1);
    });
    return {
      tooltip: {
        trigger: 'item',
        formatter: (point) => {
          if (point.dataType !== 'edge') return point.name + '\n' + wan(total(point.name), 1) + ' 万元';
          return point.data.source + ' → ' + point.data.target + '\n' + wan(point.value, 1) + ' 万元';
        },
      },
      series: [{
        type: 'sankey', nodeAlign: 'left', layoutIterations: 0, left: 4, right: (options.right || 104) * t.scale, top: 6, bottom: 6,
        nodeWidth: 10, nodeGap: options.gap || 14, draggable: false, emphasis: { focus: 'adjacency' },
        lineStyle: { color: 'source', opacity: t.dark ? .34 : .22, curveness: .5 },
        data: names.map((name) => ({
          name, itemStyle: { color: t.hues[[0, 2, 6, 4][depth[name] % 4]], borderWidth: 0 },
          label: { position: 'right', color: t.text, fontSize: t.size, formatter: name + ' ' + wan(total(name), 0) },
        })),
        links: rows.map((row) => ({ source: row.from, target: row.to, value: row.value })),
      }],
    };
  };

  function nodeWords(node, options) {
    return node.value ? node.name + '\n' + measured(node.value, options) : node.name;
  }

  /* The library stretches what is drawn until it fills the plot: without these, one document on a line would fill it all. */
  function corners(width, height) {
    return [[0, 0], [width, height]].map(([x, y], place) => ({ id: 'corner-' + place, x, y, symbol: 'none', symbolSize: 0 }));
  }

  /* network: id, name, group, value, x, y (0 to 1, laid out by the server so that all readers see the same picture);
     options.groups names the groups, options.links [{source, target}]. */
  builders.network = (rows, options, t, box) => {
    const pad = (options.pad || 120) * t.scale;
    const width = box.width - 2 * pad;
    const height = box.height - 80;
    const own = rows.find((row) => row.me);
    const hue = (group) => (own && own.group === group ? t.seal : t.hues[group % 8]);
    const groups = options.groups || [];
    return {
      legend: { bottom: 0, data: groups },
      tooltip: { formatter: (point) => (point.dataType === 'edge' ? '' : nodeWords(point.data, options)) },
      series: [{
        type: 'graph', layout: 'none', left: pad, top: 22, width, height,
        categories: groups.map((name, place) => ({ name, itemStyle: { color: hue(place) } })),
        edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7, lineStyle: { color: t.axis, width: 1.2, curveness: .06, opacity: 1 },
        emphasis: { focus: 'adjacency', lineStyle: { width: 2 } },
        data: corners(width, height).concat(rows.map((row) => ({
          id: String(row.id), name: row.name, value: row.value, x: row.x * width, y: row.y * height, category: row.group,
          symbolSize: row.me ? 24 : 9 + Math.sqrt(row.value || 1) * 2.6, itemStyle: { color: hue(row.group) },
          label: {
            show: true, position: 'bottom', color: row.me ? t.seal : t.text2, fontSize: t.size - 1, fontWeight: row.me ? 'bold' : 'normal',
            textBorderColor: t.surface, textBorderWidth: 3, formatter: row.name,
          },
        }))),
        links: (options.links || []).map((link) => ({ source: String(link.source), target: String(link.target) })),
      }],
    };
  };
}());
