// Adds interaction to charts that are already on the page. Each figure with
// data-chart="ID" holds a static drawing and its options as data in
// <script type="application/json" id="ID">. When a reader points at the figure,
// focuses or taps it, the charting library is loaded and lays a layer over the
// drawing: values at the pointer, the arrow keys for the keyboard, and with Ctrl
// and the wheel (or two fingers) a closer look, drawn by the library.
// Escape, printing and any failure bring the plain drawing back.
(() => {
  'use strict';
  const self = document.currentScript;
  const charts = new Map(); // figure → its layer
  const failed = new WeakSet();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let library = null;

  const address = figure => {
    const from = figure.dataset.echarts || (self && self.dataset.echarts) || '';
    return from && new URL(from, document.baseURI).href;
  };

  const load = figure => library || (library = import(address(figure)));

  // resolve replaces token names such as var:--over by the page's values.
  const resolve = (node, style) => {
    if (typeof node === 'string') return node.startsWith('var:') ? style.getPropertyValue(node.slice(4)).trim() : node;
    if (Array.isArray(node)) return node.map(x => resolve(x, style));
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(Object.entries(node).map(([k, x]) => [k, resolve(x, style)]));
  };

  // ticks turns the labelled places of an axis into what the library takes.
  const ticks = (axis, inside, style) => {
    const list = axis.qdTicks;
    if (!list) return;
    const names = new Map(list), values = list.map(t => t[0]);
    const hair = style.getPropertyValue('--hair').trim(), ink2 = style.getPropertyValue('--ink2').trim();
    axis.axisTick = { show: !inside && values.length > 0, customValues: values };
    axis.axisLabel = {
      show: true, customValues: values, formatter: v => names.get(v) || '', color: ink2, fontSize: 12, hideOverlap: true,
      ...(inside ? { inside: !axis.qdOutside, margin: axis.qdOutside ? 34 : 0, verticalAlign: axis.qdOutside ? 'middle' : 'bottom', align: 'left', padding: [0, 0, 3, 0] } : {}),
    };
    axis.splitLine = { show: inside, showMinLine: true, showMaxLine: true, customValues: values, lineStyle: { color: hair } };
    delete axis.qdTicks;
    delete axis.qdOutside;
  };

  // ghost leaves of a series what reacts to the pointer: while nobody has
  // zoomed, the static drawing below shows the rest, and better.
  const ghost = (series, ink) => {
    const hidden = { opacity: 0 };
    const bar = series.type === 'bar';
    const lit = { opacity: 1, color: bar ? 'transparent' : ink, borderColor: ink, borderWidth: bar ? 2 : 1 };
    const data = (series.data || []).map(d => (d && d.itemStyle ? { ...d, itemStyle: hidden, label: { show: false } } : d));
    return {
      ...series, id: series.id + '-ghost', data, itemStyle: hidden, lineStyle: hidden, areaStyle: undefined, label: { show: false }, markLine: undefined, markArea: undefined,
      emphasis: { itemStyle: lit, lineStyle: hidden, label: { show: false } },
    };
  };

  const prepare = (figure, data, zoomed) => {
    const style = getComputedStyle(figure);
    const options = resolve(data, style);
    for (const a of options.xAxis || []) ticks(a, false, style);
    for (const a of options.yAxis || []) ticks(a, true, style);
    options.animation = false;
    if (zoomed) return options;
    const ink = style.getPropertyValue('--ink').trim();
    options.series = (options.series || []).map(s => ghost(s, ink));
    for (const a of [...(options.xAxis || []), ...(options.yAxis || [])]) {
      a.axisLabel = a.axisTick = a.splitLine = a.axisLine = { show: false };
    }
    return options;
  };

  // draw shows the layer's own picture once the reader has zoomed.
  const draw = (figure, live, zoomed) => {
    live.zoomed = zoomed;
    live.svg.style.opacity = zoomed ? '0' : '';
    live.chart.setOption(prepare(figure, live.data, zoomed), { replaceMerge: ['series', 'xAxis', 'yAxis'] });
  };

  const zoomed = chart => (chart.getOption().dataZoom || []).some(z => z.start > 0.01 || z.end < 99.99);

  // place lays the layer over the drawing, whatever stands above it.
  const place = (figure, svg, over) => {
    const a = figure.getBoundingClientRect(), b = svg.getBoundingClientRect();
    const zoom = figure.offsetWidth ? a.width / figure.offsetWidth : 1;
    over.style.left = (b.left - a.left) / zoom + 'px';
    over.style.top = (b.top - a.top) / zoom + 'px';
    over.style.width = b.width / zoom + 'px';
    over.style.height = b.height / zoom + 'px';
  };

  const layer = () => {
    const over = document.createElement('div');
    over.setAttribute('aria-hidden', 'true');
    over.className = 'ch-live';
    over.style.position = 'absolute';
    over.style.touchAction = 'pan-y';
    return over;
  };

  // follow passes a click on to the link of the drawing below.
  const follow = (over, e) => {
    over.style.visibility = 'hidden';
    const below = document.elementFromPoint(e.clientX, e.clientY);
    over.style.visibility = '';
    const link = below && below.closest('a');
    if (link) link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window, ctrlKey: e.ctrlKey, metaKey: e.metaKey }));
  };

  const restore = figure => {
    const live = charts.get(figure);
    if (!live) return;
    charts.delete(figure);
    live.svg.style.opacity = '';
    live.watch.disconnect();
    live.over.remove();
    figure.removeAttribute('data-live');
    try { live.chart.dispose(); } catch { /* it is gone either way */ }
  };

  const fail = figure => { restore(figure); failed.add(figure); };

  const activate = async figure => {
    if (charts.has(figure) || failed.has(figure) || figure.hasAttribute('data-loading')) return;
    const svg = figure.querySelector('svg.ch'), source = document.getElementById(figure.dataset.chart);
    if (!svg || !source || !address(figure)) return;
    figure.setAttribute('data-loading', '');
    let over;
    try {
      const data = JSON.parse(source.textContent), { init } = await load(figure);
      if (matchMedia('print').matches) return;
      over = layer();
      figure.style.position = 'relative';
      figure.append(over);
      place(figure, svg, over);
      const chart = init(over, null, { renderer: 'canvas' });
      const watch = new ResizeObserver(() => { place(figure, svg, over); chart.resize(); });
      const live = { chart, over, svg, data, watch, at: -1, zoomed: false };
      charts.set(figure, live);
      draw(figure, live, false);
      chart.on('datazoom', () => { if (zoomed(chart) !== live.zoomed) draw(figure, live, !live.zoomed); });
      watch.observe(figure);
      over.addEventListener('click', e => follow(over, e));
      figure.setAttribute('data-live', '');
    } catch {
      if (over) over.remove();
      fail(figure);
    } finally {
      figure.removeAttribute('data-loading');
    }
  };

  // step moves the tooltip along the first series.
  const step = (live, by) => {
    const series = live.data.series && live.data.series[0];
    const n = series && series.data ? series.data.length : 0;
    if (!n) return;
    live.at = Math.max(0, Math.min(n - 1, live.at + by));
    live.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: live.at });
  };

  const keys = (figure, e) => {
    const live = charts.get(figure);
    if (!live) return;
    if (e.key === 'Escape') restore(figure);
    else if (e.target === figure && e.key === 'ArrowRight') step(live, 1);
    else if (e.target === figure && e.key === 'ArrowLeft') step(live, -1);
    else return;
    e.preventDefault();
  };

  const redraw = () => {
    for (const [figure, live] of charts) {
      try { draw(figure, live, live.zoomed); } catch { fail(figure); }
    }
  };

  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    if (!document.getElementById(figure.dataset.chart)) continue;
    figure.tabIndex = 0;
    figure.addEventListener('pointerenter', () => activate(figure));
    figure.addEventListener('click', () => activate(figure));
    figure.addEventListener('focusin', e => {
      // A link in the drawing needs its own focus ring: show the drawing.
      if (e.target === figure) activate(figure);
      else if (e.target.closest('svg.ch')) restore(figure);
    });
    figure.addEventListener('keydown', e => keys(figure, e));
  }
  dark.addEventListener('change', redraw);
  matchMedia('(forced-colors: active)').addEventListener('change', redraw);
  addEventListener('beforeprint', () => { for (const figure of [...charts.keys()]) restore(figure); });
})();
