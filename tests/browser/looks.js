// Access, with contrast judged once for each look. To find what colour a text stands on takes axe three quarters of its
// time, and of a page's 800 texts only some 40 look different. A look is all that contrast depends on: the letters' own
// style, and in the order of the document every painted box that the text touches, with whether it holds the text.
//
// looks.judge(known)  → {faults: ["rule: place", …], passed: [look, …]}
//
// `known` are looks that axe passed before. What axe has not passed stands for nothing else: every text of that look is judged.
window.looks = (() => {
  const CONTRAST = "color-contrast";
  const MARK = "data-look";
  const FIELDS = "input, select, textarea";
  const CLEAR = "rgba(0, 0, 0, 0)";
  const LETTERS = [
    "color", "fontSize", "fontWeight", "textShadow", "webkitTextFillColor", "webkitTextStrokeColor", "webkitTextStrokeWidth",
  ];
  const PAINT = ["backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "backgroundClip", "position", "zIndex"];
  const REPLACED = new Set(["IMG", "SVG", "CANVAS", "VIDEO", "IFRAME", "OBJECT", "EMBED"]);

  const hasText = one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const styles = (one, names) => names.map(name => getComputedStyle(one)[name]).join(";");

  // Where the element's own words stand, which may be beyond its box.
  function placeOf(one) {
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getBoundingClientRect();
  }

  function paints(one) {
    const style = getComputedStyle(one);
    return style.backgroundColor !== CLEAR || style.backgroundImage !== "none" || style.opacity !== "1"
      || style.filter !== "none" || style.mixBlendMode !== "normal" || REPLACED.has(one.nodeName.toUpperCase());
  }

  const boxes = () => [...document.querySelectorAll("*")]
    .filter(paints)
    .map(one => ({one, place: one.getBoundingClientRect(), paint: `${one.nodeName} ${styles(one, PAINT)}`}));

  const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  function lookOf(one, painted) {
    const place = placeOf(one);
    const under = painted
      .filter(box => meet(box.place, place))
      .map(box => (box.one.contains(one) ? "in " : one.contains(box.one) ? "around " : "beside ") + box.paint);
    return [styles(one, LETTERS), ...under].join("\n");
  }

  // A short name for a long one, of 64 bits: the few hundred looks of a walk do not meet in it.
  function short(name) {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let at = 0; at < name.length; at++) {
      const code = name.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return `${high >>> 0}.${low >>> 0}`;
  }

  // Fields have words that are no text in the document; of what is made too small to be seen axe judges nothing.
  function isAlone(one) {
    const box = one.getBoundingClientRect();
    return one.matches(FIELDS) || box.width < 2 || box.height < 2;
  }

  // Looks → the texts that have them; what stands alone is under "".
  function gather() {
    const painted = boxes();
    const found = new Map([["", []]]);
    for (const one of document.body.querySelectorAll("*")) {
      if (!one.matches(FIELDS) && !(hasText(one) && one.checkVisibility())) continue;
      const look = isAlone(one) ? "" : short(lookOf(one, painted));
      found.has(look) ? found.get(look).push(one) : found.set(look, [one]);
    }
    return found;
  }

  // What axe says, of contrast only at these places; with `only` of nothing but contrast.
  async function run(places, only = {}) {
    places.forEach(one => one.setAttribute(MARK, ""));
    const rules = await axe.run(document, {reporter: "rules", ...only});
    places.forEach(one => one.removeAttribute(MARK));
    return rules;
  }

  const words = rules => rules
    .filter(rule => rule.violations.length)
    .map(rule => `${rule.id}: ${rule.violations[0].node.element.outerHTML.slice(0, 160)}`);

  async function judge(known) {
    axe.addReporter("rules", (rules, _options, done) => done(rules));
    axe.configure({rules: [{id: CONTRAST, selector: `[${MARK}]`}]});
    const found = gather();
    known.forEach(look => found.delete(look));
    const alone = found.get("");
    found.delete("");
    const rules = await run([...alone, ...[...found.values()].map(([first]) => first)]);
    const passed = new Set(rules.find(rule => rule.id === CONTRAST).passes.map(each => each.node.element));
    const left = [...found.values()].filter(([first]) => !passed.has(first)).flatMap(([_first, ...others]) => others);
    const more = left.length ? await run(left, {runOnly: [CONTRAST]}) : [];
    return {
      faults: [...words(rules), ...words(more)],
      passed: [...found].filter(([_look, [first]]) => passed.has(first)).map(([look]) => look),
    };
  }
  return {judge};
})();
