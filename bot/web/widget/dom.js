/**
 * The only place that makes elements. Words go in as text nodes, never as markup.
 *
 * @param {string} tag
 * @param {Record<string, any>} [props] `onclick` and the like become listeners, the rest attributes; null and false are left out
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** @param {string} words heard by a screen reader, not seen */
export const unseen = (words) => h("span", { class: "unseen" }, words);

/** Outlines on a 24-unit grid. @type {Record<string, string>} */
const PATHS = {
  chat: "M4 5.5h16v11h-8.5L7 20v-3.5H4z M8 9.5h8 M8 12.8h5",
  close: "M6 6l12 12 M18 6L6 18",
  send: "M4 12l16-7.5-5 15.5-3.5-6z M11.5 14L20 4.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  copy: "M9 9h10v11H9z M5.5 15.5V4.5h9.5",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17 M12 11v5.5 M12 7.6v.4",
  alert: "M12 4L21 19.5H3z M12 10v4.5 M12 16.8v.3",
  person: "M12 4.5a3.7 3.7 0 1 0 0 7.4a3.7 3.7 0 1 0 0-7.4 M4.5 20c.8-4 3.7-5.7 7.5-5.7s6.7 1.7 7.5 5.7",
  book: "M5 4.5h11.5a2.5 2.5 0 0 1 2.5 2.5v13H7.5A2.5 2.5 0 0 1 5 17.5z M8.5 9h7 M8.5 12.5h7",
  out: "M13.5 5H19v5.5 M19 5l-8.5 8.5 M16.5 14v5h-11v-11h5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17 M12 7.5V12l3 2",
  list: "M5 5h14v14.5H5z M8.5 9h7 M8.5 12.5h7 M8.5 16h4",
  file: "M12 16V5 M7.5 9.5L12 5l4.5 4.5 M4.5 15v4.5h15V15",
  retry: "M19 5v5h-5 M18.5 10A7.3 7.3 0 1 0 19.3 13.5",
  more: "M4 6.5h16 M4 12h16 M4 17.5h16",
  save: "M12 4.5v10 M7.5 10.5L12 15l4.5-4.5 M5 19.5h14",
  lock: "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  sound: "M4.5 9.5v5h3.5l5 4v-13l-5 4z M16.5 9a4.3 4.3 0 0 1 0 6 M18.8 6.5a8 8 0 0 1 0 11",
  mic: "M12 3.5a2.7 2.7 0 0 1 2.7 2.7v5a2.7 2.7 0 0 1-5.4 0v-5A2.7 2.7 0 0 1 12 3.5 M6.5 11a5.5 5.5 0 0 0 11 0 M12 16.5v4",
  up: "M8 10.5v9H4.5v-9z M8 10.5l3.5-6.5c1.6 0 2.4 1.2 2 2.8l-.7 2.7h4.7c1.2 0 2 1 1.7 2.2l-1.4 6c-.2 1-1 1.8-2 1.8H8",
  down: "M8 13.5v-9H4.5v9z M8 13.5l3.5 6.5c1.6 0 2.4-1.2 2-2.8l-.7-2.7h4.7c1.2 0 2-1 1.7-2.2l-1.4-6c-.2-1-1-1.8-2-1.8H8",
  print: "M7 9V4h10v5 M7 17H4.5V9h15v8H17 M7 14h10v6H7z",
  picture: "M4 5h16v14H4z M4 16l4.5-4.5 3.5 3.5 2.5-2.5L20 18 M15.5 9v.2",
};

/** Mouths of the five rating faces, best first. */
const MOUTHS = [
  "M7.5 13.5c1 4.5 8 4.5 9 0z",
  "M8 14.5c1.8 2.7 6.2 2.7 8 0",
  "M8 15.2c2 1.2 6 1.2 8 0",
  "M8 15.8h8",
  "M8 17c1.8-2.7 6.2-2.7 8 0",
];

/** @param {string[]} paths */
function drawing(paths) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** @param {string} name */
export const icon = (name) => drawing([PATHS[name]]);

/** @param {number} level 0 (best) to 4 */
export const face = (level) =>
  drawing(["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18", "M9 9v1.2", "M15 9v1.2", MOUTHS[Math.min(level, 4)]]);
