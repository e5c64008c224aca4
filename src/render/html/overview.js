// Finds people and teams in all editions, draws their histories, and sets two periods side by
// side. Each edition's marks are a script beside it that calls `scorepack`; they are loaded one
// by one, the latest first, so that the search works as soon as the first is there.
(function () {
  "use strict";
  var ROWS = 100;
  var DASH = "—";
  var page = JSON.parse(document.getElementById("archive").textContent);
  var marks = {};
  var everybody = { people: new Map(), teams: new Map() };
  var limits = { people: ROWS, teams: ROWS, pairs: ROWS };
  var grain = page.grain;
  var absent = false;

  function byId(id) { return document.getElementById(id); }
  function make(name, attributes, children) {
    var drawn = ["svg", "polyline", "circle", "line", "text"].indexOf(name) >= 0;
    var node = drawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (child) { node.append(child); });
    return node;
  }
  function number(tenths) { return tenths === null ? DASH : (tenths / 10).toFixed(1).replace("-", "−"); }
  function grade(letter) { return letter === "-" ? DASH : letter; }
  function fill(text, first, second) { return text.replace("%1", first).replace("%2", second); }
  function columns() {
    return page.periods.filter(function (period) { return period.grain === grain; });
  }
  function mark(kind, one, period) {
    var all = marks[period];
    var at = one.at[period];
    if (!all || at === undefined) return null;
    var of = all[kind];
    return { score: of.score[at], grade: of.grade[at], file: of.file[at] && period + "/" + of.file[at] };
  }

  // What an edition's file calls.
  window.scorepack = function (edition) {
    marks[edition.period] = edition;
    ["people", "teams"].forEach(function (kind) {
      var all = edition[kind];
      all.id.forEach(function (id, at) {
        var one = everybody[kind].get(id);
        if (!one) {
          one = { id: id, name: all.name[at], team: all.team[at], at: {} };
          one.key = [id, all.name[at], all.also[at], all.team[at]].join(" ").toLowerCase();
          everybody[kind].set(id, one);
        }
        one.at[edition.period] = at;
      });
    });
  };

  function line(one, scores) {
    var known = scores.filter(function (score) { return score !== null; });
    if (known.length < 2) return "";
    var low = Math.min.apply(null, known), high = Math.max.apply(null, known);
    if (low === high) { low -= 1; high += 1; }
    var place = function (score, at) {
      var x = 2.4 + 61.2 * at / Math.max(scores.length - 1, 1);
      return [x.toFixed(2), (2.4 + 11.2 * (high - score) / (high - low)).toFixed(2)];
    };
    var label = fill(page.words.line, one.name, scores.map(number).join(", "));
    var svg = make("svg", { role: "img", "aria-label": label, viewBox: "0 0 66 16", width: 66, height: 16 });
    var run = [];
    var end = function () {
      if (run.length > 1) svg.append(make("polyline", { fill: "none", "class": "line-accent", "stroke-width": 1, points: run.join(" ") }));
      else if (run.length) svg.append(make("circle", { cx: run[0].split(",")[0], cy: run[0].split(",")[1], r: 0.8, "class": "fill-accent" }));
      run = [];
    };
    scores.forEach(function (score, at) { if (score === null) end(); else run.push(place(score, at).join(",")); });
    end();
    var last = scores[scores.length - 1];
    if (last !== null) {
      var point = place(last, scores.length - 1);
      svg.append(make("circle", { cx: point[0], cy: point[1], r: 1.8, "class": "fill-accent" }));
    }
    return svg;
  }

  function row(kind, one) {
    var found = columns().map(function (period) { return { period: period, mark: mark(kind, one, period.period) }; });
    var scores = found.map(function (cell) { return cell.mark ? cell.mark.score : null; });
    var cells = [make("th", { scope: "row", "class": "strong" }, [one.name]), make("td", { "class": "muted" }, [one.id])];
    if (kind === "people") cells.push(make("td", {}, [one.team]));
    cells.push(make("td", {}, [line(one, scores)]));
    found.forEach(function (cell) {
      if (!cell.mark) { cells.push(make("td")); return; }
      var letter = grade(cell.mark.grade);
      var label = one.name + " " + cell.period.label + ": " + letter;
      var link = cell.mark.file ? make("a", { href: cell.mark.file, "aria-label": label }, [letter]) : letter;
      var score = number(cell.mark.score);
      // Two dashes would say no more than one.
      cells.push(make("td", {}, score === letter ? [link] : [link, " ", make("span", { "class": "muted small" }, [score])]));
    });
    return make("tr", {}, cells);
  }

  function search(kind) {
    var words = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = columns().filter(function (period) { return marks[period.period]; });
    return Array.from(everybody[kind].values()).filter(function (one) {
      return words.every(function (word) { return one.key.indexOf(word) >= 0; })
        && shown.some(function (period) { return one.at[period.period] !== undefined; });
    });
  }

  function list(kind) {
    var found = search(kind);
    byId(kind).replaceChildren.apply(byId(kind), found.slice(0, limits[kind]).map(function (one) { return row(kind, one); }));
    byId(kind + "-more").hidden = found.length <= limits[kind];
    var count = byId(kind + "-count");
    if (!count) return;
    count.textContent = !found.length ? count.dataset.none
      : fill(count.dataset.some, Math.min(found.length, limits[kind]), found.length);
  }

  function head(kind, before) {
    var cells = Array.from(byId(kind + "-head").rows[0].cells).slice(0, before);
    columns().forEach(function (period) { cells.push(make("th", {}, [period.period])); });
    byId(kind + "-head").rows[0].replaceChildren.apply(byId(kind + "-head").rows[0], cells);
  }

  // Moves ascending places as little as possible until they are `gap` apart.
  function spread(wanted, gap, low, high) {
    var blocks = [];
    wanted.forEach(function (place, at) {
      var block = [place - at * gap, 1];
      while (blocks.length && blocks[blocks.length - 1][0] > block[0]) {
        var last = blocks.pop();
        block = [(last[0] * last[1] + block[0] * block[1]) / (last[1] + block[1]), last[1] + block[1]];
      }
      blocks.push(block);
    });
    var most = high - gap * (wanted.length - 1), places = [];
    blocks.forEach(function (block) {
      for (var count = 0; count < block[1]; count += 1) {
        places.push(Math.max(Math.min(block[0], most), low) + places.length * gap);
      }
    });
    return places;
  }

  // A name as far as there is room: a Chinese character is about twice as wide as a letter.
  function short(name) {
    var room = 20;
    var fitted = Array.from(name).filter(function (letter) {
      room -= letter > "\u2e80" ? 1.8 : 1;
      return room >= 0;
    });
    return fitted.join("") === name ? name : fitted.join("") + "…";
  }

  function slope(pairs, from, to) {
    if (pairs.length < 2) return "";
    var scores = pairs.flatMap(function (pair) { return [pair.from.score, pair.to.score]; });
    var low = Math.min.apply(null, scores), high = Math.max.apply(null, scores);
    if (low === high) { low -= 10; high += 10; }
    var height = 34 + 11 * Math.max(pairs.length, 6), left = 34, right = 190;
    var y = function (score) { return 18 + (height - 28) * (high - score) / (high - low); };
    var svg = make("svg", { role: "img", "aria-label": fill(page.words.slope, from.label, to.label), viewBox: "0 0 300 " + height, width: 300, height: height });
    var text = function (x, at, anchor, words, style) {
      svg.append(make("text", Object.assign({ x: x, y: at + 2.5, "font-size": 7, "text-anchor": anchor, "class": "fill-text" }, style), [words]));
    };
    text(left, 5, "start", from.label, { "font-weight": 700, "class": "fill-muted" });
    text(right, 5, "end", to.label, { "font-weight": 700, "class": "fill-muted" });
    [left, right].forEach(function (x) {
      svg.append(make("line", { x1: x, x2: x, y1: 14, y2: height - 6, "class": "line-rule", "stroke-width": 0.8 }));
    });
    pairs.forEach(function (pair) {
      var rising = pair.to.score >= pair.from.score, ink = rising ? "accent" : "text";
      var stroke = { x1: left, y1: y(pair.from.score), x2: right, y2: y(pair.to.score), "class": "line-" + ink, "stroke-width": 1 };
      if (!rising) stroke["stroke-dasharray"] = "3 1.6";
      svg.append(make("line", stroke));
      svg.append(make("circle", { cx: left, cy: stroke.y1, r: 1.8, "class": "fill-" + ink }));
      svg.append(make("circle", { cx: right, cy: stroke.y2, r: 1.8, "class": "fill-" + ink }));
    });
    [["from", left, -1, "end"], ["to", right, 1, "start"]].forEach(function (side) {
      var order = pairs.slice().sort(function (a, b) { return b[side[0]].score - a[side[0]].score; });
      var places = spread(order.map(function (pair) { return y(pair[side[0]].score); }), 9, 16, height - 5);
      order.forEach(function (pair, at) {
        var x = side[1] + side[2] * 9;
        svg.append(make("line", { x1: side[1] + side[2] * 2.4, y1: y(pair[side[0]].score), x2: x - side[2] * 1.6, y2: places[at], "class": "line-reference", "stroke-width": 0.5 }));
        text(x, places[at], side[3], number(pair[side[0]].score) + (side[2] > 0 ? " " + short(pair.one.name) : ""), {});
      });
    });
    return svg;
  }

  function compare() {
    var whom = byId("whom").value;
    var chosen = ["from", "to"].map(function (id) {
      return columns().find(function (period) { return period.period === byId(id).value; });
    });
    if (!chosen[0] || !chosen[1]) return;
    var pairs = search(whom).map(function (one) {
      return { one: one, from: mark(whom, one, chosen[0].period), to: mark(whom, one, chosen[1].period) };
    }).filter(function (pair) { return pair.from || pair.to; });
    var cells = function (found) {
      return [make("td", { "class": "number" }, [found ? number(found.score) : DASH]), make("td", {}, [found ? grade(found.grade) : DASH])];
    };
    var both = function (pair) { return pair.from && pair.to && pair.from.score !== null && pair.to.score !== null; };
    byId("pairs").replaceChildren.apply(byId("pairs"), pairs.slice(0, limits.pairs).map(function (pair) {
      var change = both(pair) ? pair.to.score - pair.from.score : null;
      var said = change === null ? DASH : (change > 0 ? "+" : "") + number(change);
      return make("tr", {}, [make("th", { scope: "row", "class": "strong" }, [pair.one.name]), make("td", { "class": "muted" }, [pair.one.id])]
        .concat(cells(pair.from), cells(pair.to), [make("td", { "class": "number strong" }, [said])]));
    }));
    byId("pairs-more").hidden = pairs.length <= limits.pairs;
    byId("slope").replaceChildren(slope(pairs.filter(both).slice(0, page.most_lines), chosen[0], chosen[1]));
  }

  function show() { list("people"); list("teams"); compare(); }

  function choose() {
    head("people", 4);
    head("teams", 3);
    var there = columns().filter(function (period) { return period.source; });
    ["from", "to"].forEach(function (id, at) {
      byId(id).replaceChildren.apply(byId(id), there.map(function (period) { return make("option", { value: period.period }, [period.label]); }));
      byId(id).selectedIndex = Math.max(there.length - 2 + at, 0);
    });
    byId("side").hidden = there.length < 2;
  }

  function load(left) {
    var next = left.shift();
    byId("state").textContent = next ? page.words.loading : absent ? page.words.absent : "";
    if (!next) return;
    var script = make("script", { src: next.source });
    script.onload = function () { script.remove(); show(); load(left); };
    script.onerror = function () { absent = true; script.remove(); load(left); };
    document.head.append(script);
  }

  document.documentElement.classList.add("scripted");
  Object.keys(page.grains).forEach(function (name) { byId("grain").append(make("option", { value: name }, [page.grains[name]])); });
  byId("grain").value = grain;
  byId("grains").hidden = Object.keys(page.grains).length < 2;
  byId("grain").addEventListener("change", function () { grain = byId("grain").value; choose(); show(); });
  byId("query").addEventListener("input", function () { Object.keys(limits).forEach(function (kind) { limits[kind] = ROWS; }); show(); });
  ["people", "teams", "pairs"].forEach(function (kind) {
    byId(kind + "-more").addEventListener("click", function () { limits[kind] += ROWS; show(); });
  });
  ["from", "to", "whom"].forEach(function (id) { byId(id).addEventListener("change", compare); });
  ["search", "sides"].forEach(function (id) { byId(id).addEventListener("submit", function (event) { event.preventDefault(); }); });
  choose();
  // Of the grain that is shown first, then the others; the latest first.
  load(page.periods.filter(function (period) { return period.source; }).reverse().sort(function (a, b) {
    return (b.grain === grain) - (a.grain === grain);
  }));
})();
