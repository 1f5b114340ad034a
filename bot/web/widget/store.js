/**
 * What the browser remembers. The session belongs to the tab and goes with it (a shared computer in a
 * service hall); only the reading preference stays. Nothing the citizen typed is kept here.
 */

/** @param {() => Storage} area a browser may refuse storage: the widget then forgets and works on */
function open(area) {
  return {
    /** @param {string} key */
    get(key) {
      try {
        return JSON.parse(area().getItem("zw-chat." + key) ?? "null");
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {any} value null removes it */
    set(key, value) {
      try {
        if (value === null) area().removeItem("zw-chat." + key);
        else area().setItem("zw-chat." + key, JSON.stringify(value));
      } catch {
        /* private mode or full: not worth a word to the citizen */
      }
    },
  };
}

export const tab = open(() => window.sessionStorage);
export const device = open(() => window.localStorage);
