/** Reading answers aloud, where the browser can: nothing is fetched for it. */

const CHINESE = "zh-CN";

export const canSpeak = () => "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

/** @type {(() => void) | null} */
let ended = null;

/** Says words; whatever was being said stops. @param {string} words @param {() => void} [done] also when it is stopped */
export function speak(words, done = () => {}) {
  hush();
  if (!canSpeak() || !words.trim()) return done();
  const utterance = new SpeechSynthesisUtterance(spoken(words));
  utterance.lang = CHINESE;
  utterance.rate = 0.9;
  ended = done;
  /** Only once, however it ends. */
  const finish = () => {
    if (ended !== done) return;
    ended = null;
    done();
  };
  utterance.addEventListener("end", finish);
  utterance.addEventListener("error", finish);
  window.speechSynthesis.speak(utterance);
}

export function hush() {
  const done = ended;
  ended = null;
  if (canSpeak()) window.speechSynthesis.cancel();
  done?.();
}

/** As it is read out: addresses of the web are no words, and lines are sentences. @param {string} words */
const spoken = (words) =>
  words
    .replace(/https?:\/\/\S+/g, "")
    .replace(/[·•]/g, "，")
    .replace(/([^。！？；，：\n])\n+/g, "$1。");
