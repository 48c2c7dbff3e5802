// Searches the words of all pages (search-index.js). Every word of the query must occur; titles weigh most, then headings.
(() => {
  const root = document.documentElement.dataset.root;
  const query = document.getElementById("site-query");
  const results = document.getElementById("site-results");
  const count = document.getElementById("site-count");
  const hits = document.getElementById("site-hits");
  const shown = 30;
  const sections = window.perfproofSearch.map(section => ({
    ...section,
    page: section.Page.toLowerCase(),
    heading: section.Heading.toLowerCase(),
    text: section.Text.toLowerCase(),
  }));

  const score = (section, word) =>
    (section.page.includes(word) ? 20 : 0) + (section.heading.includes(word) ? 10 : 0)
    + Math.min(section.text.split(word).length - 1, 5);

  const rank = words => sections
    .map(section => {
      const scores = words.map(word => score(section, word));
      return { section, score: scores.includes(0) ? 0 : scores.reduce((sum, next) => sum + next, 0) };
    })
    .filter(hit => hit.score > 0)
    .sort((a, b) => b.score - a.score);

  const excerpt = (section, word) => {
    const at = Math.max(section.text.indexOf(word), 0);
    const from = Math.max(at - 60, 0);
    return (from > 0 ? "… " : "") + section.Text.slice(from, at + 120) + (at + 120 < section.Text.length ? " …" : "");
  };

  const show = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(word => word.length > 0);
    results.hidden = words.length === 0;
    const found = words.length === 0 ? [] : rank(words);
    count.textContent = found.length === 0 ? "Nothing found." : found.length === 1 ? "1 place" : `${found.length} places`;
    hits.replaceChildren(...found.slice(0, shown).map(({ section }) => {
      const link = document.createElement("a");
      link.href = root + section.Url;
      link.textContent = section.Heading === section.Page ? section.Page : `${section.Page} › ${section.Heading}`;
      const text = document.createElement("p");
      text.textContent = excerpt(section, words[0]);
      const item = document.createElement("li");
      item.append(link, text);
      return item;
    }));
  };

  const close = () => {
    query.value = "";
    show();
  };

  query.addEventListener("input", show);
  hits.addEventListener("click", event => { if (event.target.closest("a")) close(); });
  document.getElementById("site-search").addEventListener("submit", event => {
    event.preventDefault();
    hits.querySelector("a")?.click();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      query.focus();
    } else if (event.key === "Escape" && !results.hidden) {
      close();
      query.focus();
    }
  });

  // On a phone the menu would stand between the reader and the text.
  if (window.matchMedia("(max-width: 52rem)").matches) {
    document.querySelector("nav details").open = false;
  }
})();
