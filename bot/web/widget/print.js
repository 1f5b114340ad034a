import { h } from "./dom.js";
import { rowList } from "./record.js";
import { t } from "./words.js";

const STYLE = `
  @page { margin: 20mm; }
  body { font: 12pt/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; }
  h1 { font-size: 20pt; margin: 0 0 8mm; }
  p, dl, dd, ol { margin: 0; }
  .number { font-size: 22pt; font-weight: 700; margin-bottom: 6mm; }
  dl { border-top: 1pt solid #000; margin-bottom: 6mm; }
  dl div { display: flex; gap: 6mm; padding: 2mm 0; border-bottom: .5pt solid #999; break-inside: avoid; }
  dt { flex: 0 0 34mm; }
  .words { white-space: pre-wrap; }
  .part-name { font-weight: 700; }
`;

/**
 * A receipt on paper, and nothing of the page around it: a frame is the only thing a browser prints alone. It is
 * empty, has no address and is gone afterwards; its style is a sheet made by script, which a strict policy allows.
 *
 * @param {import("./receipt.js").Receipt} receipt
 */
export async function print({ label, code, rows, parts, note }) {
  const frame = /** @type {HTMLIFrameElement} */ (h("iframe", { "aria-hidden": "true", tabindex: "-1", title: "" }));
  Object.assign(frame.style, { position: "fixed", width: "0", height: "0", border: "0", left: "-9999px" });
  document.body.append(frame);
  const paper = frame.contentWindow;
  if (!paper) throw new Error("no frame");
  // A sheet belongs to the document whose window made it.
  const sheet = new (Reflect.get(paper, "CSSStyleSheet"))();
  sheet.replaceSync(STYLE);
  paper.document.adoptedStyleSheets = [sheet];
  paper.document.title = `${t("回执")} ${code}`;
  paper.document.body.append(
    h("h1", {}, t("回执")),
    h("p", {}, label),
    h("p", { class: "number" }, code),
    rowList(rows),
    ...parts.flatMap((part) => [h("p", { class: "part-name" }, part.name), rowList(part.rows)]),
    h("p", { class: "words" }, note),
  );
  paper.addEventListener("afterprint", () => setTimeout(() => frame.remove(), 0));
  paper.focus();
  paper.print();
}
