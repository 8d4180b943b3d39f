(function () {
  'use strict';
  const { fmt, short } = window.ZC;
  /* ---------- builders ---------- */
  const B = window.ZC.builders;

  /* ranking: bar of the score with the rank interval as a whisker on a second axis. rows: name, score, rank, low, high */
  B.ranking = (rows, o, t) => {
    const names = rows.map((r) => r.name), n = rows.length, ranks = o.ranks || Math.max(...rows.map((r) => r.high)), max = o.max || 100;
    const left = (Math.max(...names.map((x) => x.length)) + 1) * t.fs, top = 44 * t.scale;
    const side = { position: 'top', axisLabel: { formatter: (v) => fmt(Math.round(v)) }, nameLocation: 'start', nameGap: 0, nameTextStyle: { align: 'left', verticalAlign: 'bottom', padding: [0, 0, 24 * t.scale, 0], color: t.text2 } };
    return {
      grid: [{ left, right: '54%', top, bottom: 8 }, { left: '52%', right: 18, top, bottom: 8 }],
      xAxis: [{ type: 'value', gridIndex: 0, min: 0, max, interval: max / 4, name: '得分', ...side }, { type: 'value', gridIndex: 1, min: 1, max: ranks, interval: (ranks - 1) / 3, name: '名次区间', ...side }],
      yAxis: [{ type: 'category', gridIndex: 0, inverse: true, data: names, axisLabel: { interval: 0, color: (v, i) => rows[i].me ? t.seal : t.text, fontSize: t.fs } }, { type: 'category', gridIndex: 1, inverse: true, data: names, axisLabel: { show: false }, axisLine: { show: false } }],
      tooltip: { trigger: 'item', formatter: (p) => { const r = rows[p.dataIndex]; return r.name + '\n得分 ' + fmt(r.score, 1) + '\n名次 ' + r.rank + '（区间 ' + r.low + '–' + r.high + '）'; } },
      series: [
        { type: 'bar', barWidth: Math.max(6, Math.min(14, 260 / n)), data: rows.map((r) => ({ value: r.score, itemStyle: { color: r.me ? t.seal : t.ink, borderRadius: [0, 2, 2, 0] } })) },
        { type: 'custom', xAxisIndex: 1, yAxisIndex: 1, encode: { x: [1, 2, 3], y: 0 }, data: rows.map((r, i) => [i, r.low, r.high, r.rank]),
          renderItem: (p, api) => {
            const y = api.coord([api.value(1), api.value(0)])[1], a = api.coord([api.value(1), api.value(0)])[0], b = api.coord([api.value(2), api.value(0)])[0], c = api.coord([api.value(3), api.value(0)])[0];
            const me = rows[p.dataIndex].me;
            return { type: 'group', children: [
              { type: 'line', shape: { x1: a, x2: b, y1: y, y2: y }, style: { stroke: me ? t.seal : t.hues[2], lineWidth: 4, lineCap: 'round', opacity: .65 } },
              { type: 'circle', shape: { cx: c, cy: y, r: 4.5 }, style: { fill: me ? t.seal : t.ink, stroke: t.surface, lineWidth: 1.5 } }] };
          } }]
    };
  };

  /* map: choropleth by division code, five classes, "no data" apart from zero, with the South China Sea inset for the whole country.
     rows: code, name, value; o: map, url, unit, classes [limits ascending], country, diverging, labels */
  B.map = (rows, o, t) => {
    const byCode = new Map(rows.map((r) => [String(r.code), r]));
    const lim = o.classes || [], ramp = o.diverging ? t.div : t.seq;
    const pick = (i, n) => ramp[Math.round(i * (ramp.length - 1) / Math.max(1, n - 1))];
    const pieces = lim.map((lo, i) => ({ gte: lo, lt: lim[i + 1] === undefined ? Infinity : lim[i + 1], color: pick(i, lim.length), label: lim[i + 1] === undefined ? fmt(lo, o.digits) + ' 及以上' : fmt(lo, o.digits) + '–' + fmt(lim[i + 1] - (o.digits ? 0 : 1), o.digits) }));
    pieces.unshift({ value: -1, label: o.none || '无数据', color: t.nodata });
    const features = echarts.getMap(o.map).geoJSON.features;
    const style = { areaColor: t.nodata, borderColor: t.dark ? t.paper : '#fff', borderWidth: o.country ? .5 : 1.2 };
    const regions = features.filter((f) => f.properties.name === '境界线').map((f) => ({ name: f.properties.code, itemStyle: { borderColor: t.axis, borderWidth: 1.2, areaColor: 'transparent' }, emphasis: { disabled: true }, silent: true }))
      .concat(o.country ? [{ name: '460300', itemStyle: { borderColor: t.axis, borderWidth: .8 } }] : []); /* 三沙: islands too small for a fill */
    const mine = rows.filter((r) => r.me).map((r) => ({ name: String(r.code), itemStyle: { borderColor: t.seal, borderWidth: 2 }, label: { show: true, color: t.seal, fontWeight: 'bold', fontSize: t.fs, textBorderColor: t.surface, textBorderWidth: 3, offset: [0, 14 * t.scale], formatter: () => r.name } }));
    const pale = (v) => { let k = 0; lim.forEach((lo, i) => { if (v >= lo) k = i; }); return t.dark ? k > (lim.length - 1) * .6 : k < (lim.length - 1) * .6; };
    const label = { show: !!o.labels, fontSize: t.fs, formatter: (p) => { const r = byCode.get(p.name); return r ? r.name : ''; } };
    if (o.labels) rows.forEach((r) => mine.push({ name: String(r.code), label: { ...label, color: pale(r.value) ? '#06171d' : '#fff', fontWeight: r.me ? 'bold' : 'normal' } }));
    const geo = (extra) => ({ map: o.map, nameProperty: 'code', roam: false, preserveAspect: 'contain', aspectScale: o.aspect || (o.country ? .75 : .86), itemStyle: style, regions: regions.concat(mine), clip: true, emphasis: { label: { show: false }, itemStyle: { areaColor: undefined, borderColor: t.text, borderWidth: 1.5 } }, select: { disabled: true }, label: { show: false }, ...extra });
    const data = rows.map((r) => ({ name: String(r.code), value: r.value }));
    const series = (i) => ({ type: 'map', geoIndex: i, map: o.map, nameProperty: 'code', data, label });
    return {
      geo: o.country
        ? [geo({ left: 0, right: 0, top: 0, bottom: 0, boundingCoords: [[73.2, 53.8], [135.2, 17.6]] }), geo({ right: 6, bottom: 6, width: 66, height: 92, boundingCoords: [[105.5, 24], [123.5, 2.8]] })]
        : [geo({ left: 8, right: 8, top: 8, bottom: 8, label })],
      graphic: o.country ? [{ type: 'rect', right: 4, bottom: 4, silent: true, shape: { width: 70, height: 96 }, style: { fill: 'transparent', stroke: t.axis, lineWidth: 1 } }, { type: 'text', right: 9, bottom: 8, silent: true, style: { text: '南海诸岛', fill: t.text3, font: (t.fs - 2) + 'px ' + t.font } }] : [],
      visualMap: { type: 'piecewise', pieces, left: 4, bottom: 4, itemWidth: 16, itemHeight: 12, itemGap: 5, textStyle: { color: t.text2, fontSize: t.fs - 1 }, outOfRange: { color: t.nodata }, seriesIndex: o.country ? [0, 1] : [0] },
      tooltip: { trigger: 'item', formatter: (p) => { const f = features.find((x) => x.properties.code === p.name); const r = byCode.get(p.name); return (f ? f.properties.name : p.name) + '\n' + (r ? fmt(r.value, o.digits) + ' ' + (o.unit || '') + (r.note ? '\n' + r.note : '') : '无数据'); } },
      series: o.country ? [series(0), series(1)] : [series(0)]
    };
  };

  /* radar: { axes: [..], items: [{name, values, me}] }, values 0–100 */
  B.radar = (d, o, t) => ({
    legend: { bottom: 0, data: d.items.map((i) => i.name) },
    radar: { indicator: d.axes.map((a) => ({ name: a, max: o.max || 100 })), center: ['50%', '47%'], radius: '68%', splitNumber: o.max ? o.max / 20 : 4, axisName: { color: t.text, fontSize: t.fs }, splitArea: { show: false }, splitLine: { lineStyle: { color: t.grid } }, axisLine: { lineStyle: { color: t.grid } } },
    tooltip: { formatter: (p) => p.name + '\n' + d.axes.map((a, i) => a + ' ' + fmt(p.value[i], 1)).join('\n') },
    series: [{ type: 'radar', symbolSize: 6, data: d.items.map((it, i) => { const c = it.me ? t.seal : t.hues[i === 1 ? 0 : 7]; return { name: it.name, value: it.values, symbol: it.me ? 'circle' : 'emptyCircle', itemStyle: { color: c }, lineStyle: { color: c, width: it.me ? 2.5 : 1.5, type: it.me ? 'solid' : 'dashed' }, areaStyle: it.me ? { color: c, opacity: .1 } : undefined }; }) }]
  });

  /* trend: rows with x and one or more series keys (o.series: [{key, name, me, dash}]); o.target draws the target line; o.rank turns the axis round; labels stand at the line's end, no legend */
  B.trend = (rows, o, t) => {
    const list = o.series || [{ key: 'y', name: o.name || '' }];
    let hue = 0;
    return {
      grid: { left: 8, right: (o.endLabel === false ? 16 : o.right || 84) * t.scale, top: 26, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: rows.map((r) => String(r.x)), boundaryGap: false },
      yAxis: { type: o.log ? 'log' : 'value', inverse: !!o.rank, min: o.min !== undefined ? o.min : o.rank ? 1 : undefined, max: o.max, interval: o.interval, name: o.unit || '', nameGap: 10, nameLocation: o.rank ? 'start' : 'end', nameTextStyle: { align: 'left', padding: [0, 0, 0, -24] }, axisLabel: { formatter: short } },
      tooltip: { trigger: 'axis', formatter: (ps) => ps[0].axisValue + '\n' + ps.filter((p) => p.value !== null && p.value !== undefined).map((p) => p.seriesName + ' ' + fmt(p.value, o.digits)).join('\n') },
      series: list.map((s, i) => {
        const c = s.me ? t.seal : s.soft ? t.hues[7] : t.hues[hue++ % 8];
        return { type: 'line', name: s.name, data: rows.map((r) => r[s.key] === undefined ? null : r[s.key]), connectNulls: false, z: s.me ? 5 : 3,
          symbol: s.me ? 'circle' : ['rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'pin'][i % 6], symbolSize: s.me ? 9 : 7, itemStyle: { color: c }, lineStyle: { color: c, width: s.me ? 3 : 2, type: s.dash ? 'dashed' : 'solid' },
          endLabel: { show: o.endLabel !== false, formatter: '{a}', color: c, fontSize: t.fs, fontWeight: s.me ? 'bold' : 'normal', distance: 8 }, labelLayout: { moveOverlap: 'shiftY' },
          markLine: o.target !== undefined && i === 0 ? { silent: true, symbol: 'none', data: [{ yAxis: o.target }], lineStyle: { color: t.text2, type: 'dashed', width: 1.5 }, label: { formatter: o.targetLabel || '目标 ' + fmt(o.target, o.digits), position: 'insideStartTop', color: t.text2, fontSize: t.fs } } : undefined };
      })
    };
  };

  /* bars: rows name, value (and me): plain horizontal bars, value at the end; o.vertical for counts over a scale, such as a rank distribution */
  B.bars = (rows, o, t) => {
    const cat = { type: 'category', data: rows.map((r) => String(r.name)), inverse: !o.vertical, axisLabel: { interval: o.vertical ? (o.every ? o.every - 1 : 'auto') : 0 }, name: o.vertical ? o.axis || '' : '', nameLocation: 'middle', nameGap: 30 };
    const val = { type: 'value', max: o.max, axisLabel: { show: !!o.vertical, formatter: (v) => short(v) + (o.percent ? '%' : '') }, splitLine: { show: !!o.vertical }, splitNumber: 3 };
    return {
      grid: { left: 6, right: o.vertical ? 12 : 56 * t.scale, top: 10, bottom: o.vertical && o.axis ? 30 : 4, containLabel: true }, xAxis: o.vertical ? cat : val, yAxis: o.vertical ? val : cat,
      tooltip: { trigger: 'item', formatter: (p) => p.name + '  ' + fmt(p.value, o.digits) + (o.percent ? '%' : ' ' + (o.unit || '')) },
      series: [{ type: 'bar', barMaxWidth: o.vertical ? 18 : 12, barCategoryGap: '25%', label: { show: !o.vertical, position: 'right', color: t.text, fontSize: t.fs, formatter: (p) => fmt(p.value, o.digits) + (o.percent ? '%' : '') }, data: rows.map((r) => ({ value: r.value, itemStyle: { color: r.me ? t.seal : t.ink, borderRadius: o.vertical ? [2, 2, 0, 0] : [0, 2, 2, 0] } })) }]
    };
  };

  /* sankey of money: rows from, to, value in 分 (fen); shown in 万元 */
  B.sankey = (rows, o, t) => {
    const names = [...new Set(rows.flatMap((r) => [r.from, r.to]))], wan = (v) => fmt(v / 1e6, 1) + ' 万元';
    const depth = {}; rows.forEach((r) => { depth[r.from] = depth[r.from] || 0; depth[r.to] = Math.max(depth[r.to] || 0, depth[r.from] + 1); });
    const total = (n) => Math.max(rows.filter((r) => r.from === n).reduce((a, r) => a + r.value, 0), rows.filter((r) => r.to === n).reduce((a, r) => a + r.value, 0));
    const sink = (n) => !rows.some((r) => r.from === n);
    return {
      tooltip: { trigger: 'item', formatter: (p) => p.dataType === 'edge' ? p.data.source + ' → ' + p.data.target + '\n' + wan(p.value) : p.name + '\n' + wan(total(p.name)) },
      series: [{ type: 'sankey', nodeAlign: 'left', layoutIterations: 0, left: 4, right: (o.right || 104) * t.scale, top: 6, bottom: 6, nodeWidth: 10, nodeGap: o.gap || 14, draggable: false, emphasis: { focus: 'adjacency' }, lineStyle: { color: 'source', opacity: t.dark ? .34 : .22, curveness: .5 },
        data: names.map((n) => ({ name: n, itemStyle: { color: sink(n) && /余额|退回|待/.test(n) ? t.hues[7] : t.hues[[0, 2, 6, 4][depth[n] % 4]], borderWidth: 0 }, label: { position: 'right', color: t.text, fontSize: t.fs, formatter: n + ' ' + fmt(total(n) / 1e6, 0) } })),
        links: rows.map((r) => ({ source: r.from, target: r.to, value: r.value })) }]
    };
  };

  /* quadrant: rows name, x, y, size; cut lines at o.cx, o.cy; corner words o.corners [右上, 左上, 左下, 右下] */
  B.quadrant = (rows, o, t) => {
    const at = [[o.xmax, o.ymax, 'insideTopRight'], [o.xmin, o.ymax, 'insideTopLeft'], [o.xmin, o.ymin, 'insideBottomLeft'], [o.xmax, o.ymin, 'insideBottomRight']];
    const areas = (o.corners || []).map((w, i) => [{ name: w, coord: [o.cx, o.cy], label: { position: at[i][2], color: t.text3, fontSize: t.fs - 1 }, itemStyle: { color: 'transparent' } }, { coord: [at[i][0], at[i][1]] }]);
    return {
      grid: { left: 8, right: 16, top: 34 * t.scale, bottom: 26 * t.scale, containLabel: true },
      xAxis: { type: 'value', name: o.xname, nameLocation: 'middle', nameGap: 26 * t.scale, min: o.xmin, max: o.xmax, splitLine: { show: false }, axisLine: { show: true } },
      yAxis: { type: 'value', name: o.yname, nameLocation: 'end', nameGap: 12, nameTextStyle: { align: 'left', padding: [0, 0, 0, -26 * t.scale] }, min: o.ymin, max: o.ymax, splitLine: { show: false }, axisLine: { show: true } },
      tooltip: { trigger: 'item', formatter: (p) => rows[p.dataIndex] ? rows[p.dataIndex].name + '\n' + o.xname + ' ' + fmt(rows[p.dataIndex].x, o.digits) + '\n' + o.yname + ' ' + fmt(rows[p.dataIndex].y, o.digits) : '' },
      series: [{ type: 'scatter', labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
        data: rows.map((r) => ({ value: [r.x, r.y], symbolSize: r.size ? 7 + Math.sqrt(r.size) * 1.6 : 11, itemStyle: { color: r.me ? t.seal : t.ink, opacity: .88, borderColor: t.surface, borderWidth: 1 }, label: { show: true, formatter: r.name, position: 'right', color: r.me ? t.seal : t.text, fontSize: t.fs, fontWeight: r.me ? 'bold' : 'normal' } })),
        markArea: { silent: true, data: areas },
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: t.axis, type: 'dashed' }, data: [{ xAxis: o.cx }, { yAxis: o.cy }] } }]
    };
  };

  /* network: { groups: [..], nodes: [{id, name, group, value, me, x, y, lp}], links: [{source, target}] }; x and y from 0 to 1 are
     stretched over the plot, so that the server decides the layout and every viewer sees the same picture; without them a circle */
  B.network = (d, o, t, box) => {
    const pad = (o.pad || 120) * t.scale, w = box.w - 2 * pad, h = box.h - 80, own = d.nodes.find((n) => n.me);
    const color = (g) => own && own.group === g ? t.seal : t.hues[g];
    return {
      legend: { bottom: 0, data: d.groups },
      tooltip: { formatter: (p) => p.dataType === 'edge' ? '' : p.data.tip || p.data.name },
      series: [{ type: 'graph', layout: d.nodes[0].x === undefined ? 'circular' : 'none', left: pad, top: 22, width: w, height: h, categories: d.groups.map((g, i) => ({ name: g, itemStyle: { color: color(i) } })),
        edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7, lineStyle: { color: t.axis, width: 1.2, curveness: .06, opacity: 1 }, emphasis: { focus: 'adjacency', lineStyle: { width: 2 } },
        data: d.nodes.map((n) => ({ ...n, x: n.x === undefined ? undefined : n.x * w, y: n.y === undefined ? undefined : n.y * h, category: n.group, symbolSize: n.me ? 24 : 9 + Math.sqrt(n.value || 1) * 2.6, itemStyle: { color: color(n.group) }, label: { show: true, position: n.lp || 'bottom', color: n.me ? t.seal : t.text2, fontSize: t.fs - 1, fontWeight: n.me ? 'bold' : 'normal', textBorderColor: t.surface, textBorderWidth: 3, formatter: n.name } })), links: d.links }]
    };
  };

}());
