// Draws a plot above each table that asks for one, from the cells of the table itself; without this the table stands alone.
"use strict";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = (cell) => (/^\d+(\.\d+)?$/.test(cell.textContent.trim()) ? Number(cell.textContent) : null);

// Hours and nights are of one row: what was added up beside them has no place there.
const kept = (table, row) => !(table.dataset.plot === "column" && row.className === "rest");

function cells(table) {
  const rows = [...table.tBodies[0].rows].filter((row) => kept(table, row)).map((row) => [...row.cells]);
  const series = [...table.tHead.rows[0].cells].slice(1).map((head) => head.textContent.trim());
  // The column of shares repeats the one before it.
  const columns = table.dataset.plot === "line" ? series.length : 1;
  return {
    names: rows.map((row) => row[0].textContent.trim()),
    series: series.slice(0, columns).map((name, index) => ({ name, values: rows.map((row) => number(row[index + 1])) })),
  };
}

function option(kind, told) {
  const ink = colour("--quiet"), line = colour("--line"), colours = [colour("--accent"), colour("--good")];
  const lying = kind === "bar";
  const text = { color: ink, fontSize: 12 };
  const names = { type: "category", data: told.names, inverse: lying, axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
    axisLabel: { ...text, hideOverlap: true, ...(lying ? { width: 110, overflow: "truncate" } : {}) } };
  const values = { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: line } } };
  return {
    animation: false, color: colours, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: lying ? 122 : 44, right: 40, top: 16, bottom: 28 },
    xAxis: lying ? { ...values, axisLabel: { show: false }, splitLine: { show: false } } : names,
    yAxis: lying ? names : values,
    series: told.series.map(({ name, values: data }, index) => ({
      name, data, type: kind === "line" ? "line" : "bar", barMaxWidth: 26, symbolSize: 5,
      lineStyle: { type: index ? "dashed" : "solid", width: 2 },
      label: { show: kind !== "line", position: lying ? "right" : "top", color: ink },
    })),
  };
}

function legend(told) {
  const list = document.createElement("p");
  list.className = "legend quiet";
  told.series.forEach(({ name }, index) => {
    const one = document.createElement("span");
    one.className = index ? "second" : "first";
    one.textContent = name;
    list.append(one);
  });
  return list;
}

const drawn = [];
function draw(table) {
  const told = cells(table);
  if (told.names.length < 2) return;
  const place = document.createElement("div");
  place.className = "plot";
  place.setAttribute("aria-hidden", "true"); // the table says the same
  if (table.dataset.plot === "bar") place.style.height = `${told.names.length * 34 + 44}px`;
  const before = table.closest(".wide") || table;
  before.before(place);
  if (told.series.length > 1) before.before(legend(told));
  before.classList.add("plotted");
  const plot = echarts.init(place, null, { renderer: "canvas" });
  drawn.push([plot, table, told]);
  plot.setOption(option(table.dataset.plot, told));
}

document.querySelectorAll("table[data-plot]").forEach(draw);
addEventListener("resize", () => drawn.forEach(([plot]) => plot.resize()));
addEventListener("beforeprint", () => drawn.forEach(([plot]) => plot.resize()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
  drawn.forEach(([plot, table, told]) => plot.setOption(option(table.dataset.plot, told))));
