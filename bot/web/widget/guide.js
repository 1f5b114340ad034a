import { h, icon } from "./dom.js";
import { t } from "./words.js";

let counter = 0;

/**
 * A service guide (办事指南) as a list of tabs: arrow keys move, one section is open.
 *
 * @param {{item?: string, sections?: {title: string, text: string}[]}} data
 */
export function guideCard(data) {
  const sections = (Array.isArray(data.sections) ? data.sections : []).filter((section) => section && section.title);
  if (!sections.length) return null;
  const id = `guide-${++counter}`;
  const tabs = sections.map(({ title }, index) =>
    h(
      "button",
      { type: "button", role: "tab", class: "tab", id: `${id}-tab-${index}`, "aria-controls": `${id}-panel-${index}` },
      title,
    ),
  );
  const panels = sections.map(({ text }, index) =>
    h(
      "div",
      {
        role: "tabpanel",
        class: "words",
        id: `${id}-panel-${index}`,
        "aria-labelledby": tabs[index].id,
        tabindex: "0",
      },
      String(text ?? ""),
    ),
  );

  /** @param {number} chosen */
  function show(chosen) {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
  }

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => show(index));
    tab.addEventListener("keydown", (event) => {
      const last = tabs.length - 1;
      /** @type {Record<string, number>} */
      const moves = {
        ArrowRight: index === last ? 0 : index + 1,
        ArrowLeft: index === 0 ? last : index - 1,
        Home: 0,
        End: last,
      };
      if (!(event.key in moves)) return;
      event.preventDefault();
      show(moves[event.key]);
      tabs[moves[event.key]].focus();
    });
  });
  show(0);
  const name = data.item ? t("{item}办事指南", { item: data.item }) : t("办事指南");
  return h(
    "div",
    { role: "group", class: "card", "aria-label": name },
    h("h3", { class: "card-title" }, icon("book"), data.item || t("办事指南")),
    h("div", { role: "tablist", class: "tabs", "aria-label": name }, ...tabs),
    ...panels,
  );
}
