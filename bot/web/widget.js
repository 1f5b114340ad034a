/**
 * 政问 Zhengwen: the one script a host page embeds.
 *
 *   <script src="https://chat.example.gov.cn/widget.js" defer></script>
 *
 * It is a classic script so that old portals need no change; all it does is load the modules that stand
 * beside it and put one <zw-chat> on the page. Its data-* attributes are handed on (docs/widget.md).
 */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || !("attachShadow" in Element.prototype)) return;

  const base = new URL(".", script.src).href;
  const options = Object.entries(script.dataset);

  function mount() {
    if (document.querySelector("zw-chat")) return; // the page placed its own
    const chat = document.createElement("zw-chat");
    for (const [name, value] of options) chat.dataset[name] = value;
    document.body.append(chat);
  }

  import(base + "static/widget/chat.js")
    .then((module) => module.define(base))
    .then(mount)
    .catch((error) => console.warn("政务助手未能加载", error));
})();
