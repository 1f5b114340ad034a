// What plain HTML cannot do; every page also works without it.

// A deed that cannot be taken back is asked about first.
document.addEventListener("submit", (event) => {
  const words = event.target.dataset.sure;
  if (words && !window.confirm(words)) event.preventDefault();
});

// "/" goes to the search field, as people who work here all day expect.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});
