// Draws what a table beside it says as well; without this script the tables are all there is.

const COLOURS = ["#0f57b3", "#c98a00"]; // as .legend has them
const INK = "#1b2530";
const QUIET = "#515d6a";
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @typedef {{kind: "line" | "bar" | "rows", labels: string[], series: {name: string, data: (number | null)[]}[]}} Chart */

/** What ECharts is to draw. Tooltips are drawn, not written: the page allows no inline style. @param {Chart} chart */
function option(chart) {
  const lying = chart.kind === "rows";
  const names = {
    type: "category",
    data: chart.labels,
    inverse: lying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "#b9c9de" } },
    axisLabel: { color: lying ? INK : QUIET, fontSize: 13, width: lying ? 220 : undefined, overflow: "truncate" },
  };
  const numbers = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e8edf4" } }, axisLabel: { color: QUIET } };
  return {
    animation: !still,
    animationDuration: 300,
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: lying ? 48 : 16, top: 12, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: lying || chart.kind === "bar" ? "shadow" : "line" } },
    xAxis: lying ? numbers : names,
    yAxis: lying ? names : numbers,
    series: chart.series.map((each) => ({
      name: each.name,
      data: each.data,
      type: chart.kind === "line" ? "line" : "bar",
      barMaxWidth: 22,
      showSymbol: chart.labels.length < 2,
      lineStyle: { width: 2.5 },
      itemStyle: { borderRadius: lying ? [0, 4, 4, 0] : [4, 4, 0, 0] },
      label: lying ? { show: true, position: "right", color: INK } : undefined,
    })),
  };
}

const plots = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chart]"));
for (const plot of plots) {
  const chart = /** @type {Chart} */ (JSON.parse(plot.dataset.chart ?? "{}"));
  plot.hidden = false;
  const legend = /** @type {HTMLElement | null} */ (plot.previousElementSibling);
  if (legend?.matches(".legend")) legend.hidden = false;
  if (chart.kind === "rows") plot.style.height = `${Math.max(chart.labels.length * (18 + 18 * chart.series.length) + 30, 110)}px`;
  const drawn = /** @type {any} */ (window).echarts.init(plot);
  drawn.setOption(option(chart));
  new ResizeObserver(() => drawn.resize()).observe(plot);
}
