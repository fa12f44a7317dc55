"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words, lang = data.lang === "nl" ? "nl-NL" : "en-GB";
  const amount = new Intl.NumberFormat(lang, { style: "currency", currency: "EUR", maximumFractionDigits: 0 });
  const euro = { format: (v) => amount.format(v).replace("-", "−") };
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const share = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 });
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
  const at = Object.fromEntries(data.columns.map((c, i) => [c, i]));
  const of = Object.fromEntries(data.optionColumns.map((c, i) => [c, i]));
  const byRow = new Map(data.buildings.map((b) => [String(b[at.row]), b]));
  const $ = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg", PAGE = 50, MOST_DOTS = 3000;
  const shown = [["name", "text"], ["municipality", "text"], ["advice", "option"], ["worth", "euro"], ["gain", "euro"], ["investment", "euro"], ["risk", "share"],
    ["score", "whole"], ["vacancy_cost", "euro"], ["vacant_area", "whole"], ["owner_id", "text"]].filter(([c]) => c !== "score" || data.drawn);
  let sort = { column: "gain", down: true }, page = 0, found = [];

  const format = { text: (v) => v ?? "–", option: (v) => (v === null ? "–" : data.options[v]), euro: (v) => (v === null ? "–" : euro.format(v)),
    whole: (v) => (v === null ? "–" : whole.format(v)), share: (v) => (v === null ? "–" : share.format(v)), band: (v) => words["band." + v] };

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== null && text !== undefined) made.textContent = text;
    for (const [k, v] of Object.entries(attributes)) made.setAttribute(k, v);
    return made;
  }
  function shape(tag, attributes, text) {
    const made = document.createElementNS(SVG, tag);
    for (const [k, v] of Object.entries(attributes)) made.setAttribute(k, v);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function pairs(list, target) {
    target.replaceChildren(...list.map(([term, value]) => {
      const div = element("div");
      div.append(element("dt", term), element("dd", value));
      return div;
    }));
  }
  const sum = (list, column) => list.reduce((total, b) => total + (b[at[column]] ?? 0), 0);

  function filtered() {
    const text = $("search").value.trim().toLowerCase(), advice = $("advice").value, place = $("place").value;
    const least = $("least").value === "" ? -Infinity : Number($("least").value);
    const list = data.buildings.filter((b) => (advice === "" || String(b[at.advice]) === advice) && (place === "" || b[at.municipality] === place)
      && (least === -Infinity || (b[at.gain] ?? -Infinity) >= least)
      && (text === "" || [b[at.id], b[at.name], b[at.municipality], b[at.owner_id]].some((t) => t && String(t).toLowerCase().includes(text))));
    const i = at[sort.column], named = sort.column === "advice";
    list.sort((a, b) => {
      let x = a[i], y = b[i];
      if (named) { x = format.option(x); y = format.option(y); }
      if (x === null || y === null) return (x === null) - (y === null);
      const order = typeof x === "number" ? x - y : collator.compare(x, y);
      return (sort.down ? -order : order) || a[at.row] - b[at.row];
    });
    return list;
  }
  function draw() {
    found = filtered();
    page = Math.min(page, Math.max(Math.ceil(found.length / PAGE) - 1, 0));
    pairs([[words.buildings, whole.format(found.length)], [words.worth, euro.format(sum(found, "worth"))], [words.gain, euro.format(sum(found, "gain"))],
      [words.vacancy_cost, euro.format(sum(found, "vacancy_cost"))]], $("totals"));
    $("count").textContent = words.count.replace("{n}", whole.format(found.length)).replace("{all}", whole.format(data.all));
    head();
    body();
    scatter();
  }
  function head() {
    $("table").querySelector("thead tr").replaceChildren(...shown.map(([column, kind]) => {
      const cell = element("th", null, { scope: "col", class: ["text", "option"].includes(kind) ? "" : "n" });
      const button = element("button", words[column], { type: "button" });
      button.addEventListener("click", () => { sort = { column, down: sort.column === column ? !sort.down : kind !== "text" && kind !== "option" }; page = 0; draw(); });
      if (sort.column === column) cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      cell.append(button);
      return cell;
    }));
  }
  function body() {
    const rows = found.slice(page * PAGE, (page + 1) * PAGE).map((b) => {
      const row = element("tr");
      for (const [column, kind] of shown) {
        const cell = element("td", null, { class: ["text", "option"].includes(kind) ? "" : "n" });
        if (column === "name") cell.append(element("a", b[at.name] ?? b[at.id], { href: "#b=" + b[at.row] }));
        else cell.textContent = format[kind](b[at[column]]);
        row.append(cell);
      }
      return row;
    });
    $("table").querySelector("tbody").replaceChildren(...rows);
    const last = Math.max(Math.ceil(found.length / PAGE), 1);
    $("where").textContent = (page + 1) + " / " + last;
    $("previous").disabled = page === 0;
    $("next").disabled = page + 1 >= last;
  }
  function ticks(low, high) {
    const rough = (high - low || 1) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
    const out = [];
    for (let v = Math.floor(low / step) * step; v <= high + step * 0.999; v += step) out.push(Math.round(v / step) * step);
    return out;
  }
  const fills = ["#0b5d66", "#ffffff", "#9fc4c8", "#1b2733", "#d5dae0", "#5b6773", "#c7e0d4", "#f0d9a8", "#e7b7b0"];
  function scatter() {
    const dots = found.filter((b) => b[at.risk] !== null && b[at.gain] !== null).slice(0, MOST_DOTS);
    const svg = $("scatter");
    svg.replaceChildren();
    $("legend").replaceChildren();
    if (!dots.length) return;
    const xs = ticks(Math.min(...dots.map((b) => b[at.risk])), Math.max(...dots.map((b) => b[at.risk])));
    const ys = ticks(Math.min(0, ...dots.map((b) => b[at.gain])), Math.max(...dots.map((b) => b[at.gain])));
    const x = (v) => 90 + ((v - xs[0]) / (xs.at(-1) - xs[0] || 1)) * 790, y = (v) => 285 - ((v - ys[0]) / (ys.at(-1) - ys[0] || 1)) * 270;
    for (const v of ys) svg.append(shape("line", { x1: 90, x2: 880, y1: y(v), y2: y(v), class: "axis" }), shape("text", { x: 84, y: y(v) + 4, "text-anchor": "end" }, euro.format(v)));
    for (const v of xs) svg.append(shape("text", { x: x(v), y: 302, "text-anchor": "middle" }, share.format(v)));
    svg.append(shape("text", { x: 880, y: 317, "text-anchor": "end" }, words.risk));
    const legend = [...new Set(dots.map((b) => b[at.advice]))].sort((a, b) => a - b).map((v) => {
      const item = element("li"), mark = shape("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" });
      mark.append(shape("circle", { cx: 5, cy: 5, r: 4, fill: fills[v % fills.length], stroke: "#0b5d66" }));
      item.append(mark, data.options[v]);
      return item;
    });
    $("legend").replaceChildren(...legend);
    for (const b of dots) {
      const link = shape("a", { href: "#b=" + b[at.row], tabindex: -1 });
      const dot = shape("circle", { cx: x(b[at.risk]).toFixed(1), cy: y(b[at.gain]).toFixed(1), r: 4, fill: fills[b[at.advice] % fills.length], stroke: "#0b5d66", "fill-opacity": 0.8 });
      dot.append(shape("title", {}, `${b[at.name] ?? b[at.id]}: ${format.option(b[at.advice])}, ${euro.format(b[at.gain])}`));
      link.append(dot);
      svg.append(link);
    }
  }
  function bars(options, chosen) {
    const values = options.map((o) => o[of.value]).filter((v) => v !== null), low = Math.min(0, ...values), high = Math.max(0, ...values, low + 1);
    const x = (v) => 230 + ((v - low) / (high - low)) * 540, svg = shape("svg", { viewBox: `0 0 900 ${options.length * 24 + 6}`, role: "img", "aria-label": words.value });
    options.forEach((o, i) => {
      if (o[of.value] === null) return;
      const from = x(Math.min(0, o[of.value])), to = x(Math.max(0, o[of.value]));
      svg.append(shape("text", { x: 222, y: i * 24 + 17, "text-anchor": "end", "font-weight": o[of.option] === chosen ? 700 : 400 }, data.options[o[of.option]]),
        shape("rect", { x: from, y: i * 24 + 5, width: Math.max(to - from, 1), height: 15, class: o[of.value] < 0 ? "bar minus" : "bar" }),
        shape("text", { x: to + 6, y: i * 24 + 17 }, euro.format(o[of.value])));
    });
    svg.append(shape("line", { x1: x(0), x2: x(0), y1: 0, y2: options.length * 24 + 4, class: "axis" }));
    return svg;
  }
  function building(b) {
    const main = $("building");
    main.replaceChildren();
    const back = element("p");
    back.append(element("a", words.back, { href: "#" }));
    main.append(back, element("h2", b[at.name] ?? b[at.id]), element("p", [b[at.municipality], b[at.built], words.label + " " + (b[at.energy_label] ?? "–"), b[at.owner_id]].filter((t) => t).join(" · "), { class: "soft" }));
    const facts = element("dl", null, { class: "figures" });
    pairs([[words.advice, format.option(b[at.advice])], [words.worth, format.euro(b[at.worth])], [words.gain, format.euro(b[at.gain])], [words.gross_area, whole.format(b[at.gross_area]) + " m²"],
      [words.vacant_area, whole.format(b[at.vacant_area]) + " m²"], [words.vacancy_cost, format.euro(b[at.vacancy_cost])], [words.vacancy_owner, format.euro(b[at.vacancy_owner])],
      [words.vacancy_treasury, format.euro(b[at.vacancy_treasury])], [words.as_is, format.euro(b[at.as_is])], [words.book_value_commercial, format.euro(b[at.book_value_commercial])]], facts);
    const options = b[at.options], table = element("table"), columns = [["rank", "whole"], ["option", "option"], ["kan", "band"], ["mag", "band"], ["value", "euro"],
      ...(data.drawn ? [["p10", "euro"], ["p90", "euro"], ["score", "whole"]] : []), ["investment", "euro"], ["months_to_income", "whole"], ["book_result", "euro"]];
    const top = element("tr"), rows = element("tbody");
    top.append(...columns.map(([c, kind]) => element("th", words[c], { scope: "col", class: ["option", "band"].includes(kind) ? "" : "n" })));
    const thead = element("thead");
    thead.append(top);
    for (const o of options) {
      const row = element("tr", null, { class: o[of.option] === b[at.advice] ? "chosen" : "" });
      for (const [c, kind] of columns) {
        const cell = element("td", null, { class: ["option", "band"].includes(kind) ? "" : "n" });
        if (kind === "band") cell.append(element("span", format.band(data.bands[o[of[c]]]), { class: "band " + data.bands[o[of[c]]] }));
        else cell.textContent = format[kind](o[of[c]]);
        row.append(cell);
      }
      rows.append(row);
    }
    table.append(thead, rows);
    const wide = element("div", null, { class: "wide" });
    wide.append(table);
    main.append(facts, element("h2", words.value), bars(options, b[at.advice]), element("h2", words.options), wide);
  }
  function route() {
    const b = byRow.get(new URLSearchParams(location.hash.slice(1)).get("b"));
    $("list").hidden = Boolean(b);
    $("building").hidden = !b;
    if (b) { building(b); window.scrollTo(0, 0); }
  }
  function choices(select, values, label) {
    for (const v of values) select.append(element("option", label(v), { value: v }));
  }
  choices($("advice"), [...new Set(data.buildings.map((b) => b[at.advice]))].sort((a, b) => a - b), (v) => data.options[v]);
  choices($("place"), [...new Set(data.buildings.map((b) => b[at.municipality]).filter((v) => v))].sort(collator.compare), (v) => v);
  for (const id of ["search", "advice", "place", "least"]) $(id).addEventListener("input", () => { page = 0; draw(); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(() => { page = 0; draw(); }));
  $("previous").addEventListener("click", () => { page -= 1; body(); });
  $("next").addEventListener("click", () => { page += 1; body(); });
  window.addEventListener("hashchange", route);
  draw();
  route();
  document.documentElement.dataset.ready = "yes";
})();
