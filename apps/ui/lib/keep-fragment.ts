/**
 * Makes Next's router and links to a place in the same page (`#e-<offset>`: an event) get on. The router does not see that
 * such a link is followed: it writes the address that it knows over it, when it takes over the page and at every refresh,
 * and it ignores Back to the entry that the link made. So: where the router only repeats what it wrote last, the fragment
 * that stands in the address stays, and an entry made by a link gets the router's state.
 * For `instrumentation-client.ts`: this must stand before the router does.
 */
export function keepFragment(window: Window): void {
  const { history, location } = window;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  /** What the router wrote last. */
  let known: { url: string; state: unknown } = { url: location.href, state: null };
  history.pushState = (state, unused, url) => {
    push(state, unused, url);
    known = { url: location.href, state };
  };
  history.replaceState = (state, unused, url) => {
    const asked = new URL(url ?? location.href, location.href).href;
    const isRepeat = asked === known.url && isSamePage(asked, location.href) && location.hash !== "";
    known = { url: asked, state };
    replace(state, unused, isRepeat ? location.href : url);
  };
  window.addEventListener("hashchange", () => {
    if (!history.state) replace(known.state, "", location.href);
  });
}

function isSamePage(a: string, b: string): boolean {
  return a.split("#", 1)[0] === b.split("#", 1)[0];
}
