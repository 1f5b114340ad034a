import { saveAs } from "./save.js";
import { t } from "./words.js";

const WIDTH = 720;
const EDGE = 48;
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** A receipt as a picture for the album of a phone: drawn here, nothing leaves the browser. @param {import("./receipt.js").Receipt} receipt */
export async function save(receipt) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  const height = draw(pen, receipt, 0); // measured first
  const scale = 2;
  canvas.width = WIDTH * scale;
  canvas.height = height * scale;
  pen.scale(scale, scale);
  draw(pen, receipt, height);
  const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!picture) throw new Error("no picture");
  saveAs(/** @type {Blob} */ (picture), `${t("回执")}-${receipt.code}.png`);
}

/** @param {CanvasRenderingContext2D} pen @param {import("./receipt.js").Receipt} receipt @param {number} height of the paper @returns {number} how far down it goes */
function draw(pen, { label, code, rows, parts, note }, height) {
  let y = EDGE;

  /** @param {string} words @param {number} size @param {string} [look] @param {number} [x] @param {string} [colour] */
  function write(words, size, look = "400", x = EDGE, colour = "#1b2530") {
    pen.font = `${look} ${size}px ${FONT}`;
    pen.fillStyle = colour;
    for (const line of lines(pen, words, WIDTH - EDGE - x)) {
      y += size * 1.5;
      pen.fillText(line, x, y);
    }
  }
  /** @param {[string, string][]} list */
  function table(list) {
    for (const [name, value] of list) {
      const top = y;
      write(name, 22, "400", EDGE, "#515d6a");
      const after = y;
      y = top;
      write(value, 24, "500", EDGE + 200);
      y = Math.max(y, after) + 14;
      pen.fillStyle = "#d3dbe5";
      pen.fillRect(EDGE, y, WIDTH - 2 * EDGE, 1);
    }
  }

  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, WIDTH, height);
  pen.fillStyle = "#17693b";
  pen.fillRect(0, 0, WIDTH, 12);
  write(`✓ ${t("回执")}`, 34, "600", EDGE, "#17693b");
  y += 10;
  write(label, 22, "400", EDGE, "#515d6a");
  write(code, 40, "700");
  y += 18;
  table(rows);
  for (const part of parts) {
    y += 16;
    write(part.name, 24, "600");
    y += 6;
    table(part.rows);
  }
  y += 8;
  if (note) write(note, 22);
  return y + EDGE;
}

/** @param {CanvasRenderingContext2D} pen @param {string} words @param {number} width @returns {string[]} */
function lines(pen, words, width) {
  return words.split("\n").flatMap((paragraph) => {
    /** @type {string[]} */
    const found = [""];
    for (const char of paragraph) {
      const longer = found[found.length - 1] + char;
      if (pen.measureText(longer).width > width) found.push(char);
      else found[found.length - 1] = longer;
    }
    return found;
  });
}
