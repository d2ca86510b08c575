export type ThemeChoice = "system" | "light" | "dark";
export const THEME_KEY = "toolloop.theme";

/**
 * Runs before the first paint, inline with the page's nonce: no flash of the other theme. It also leaves the nonce where
 * Radix looks for it, whose dialogs add a style element while they are open.
 */
export const THEME_SCRIPT = `(()=>{window.__webpack_nonce__=document.currentScript.nonce;const r=document.documentElement;let c="system";try{c=localStorage.getItem("${THEME_KEY}")||c}catch{}r.dataset.themeChoice=c;r.dataset.theme=c==="light"||c==="dark"?c:matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"})()`;

/** What the person chose; `system` where nothing is stored. */
export function themeChoice(): ThemeChoice {
  const c = document.documentElement.dataset.themeChoice;
  return c === "light" || c === "dark" ? c : "system";
}

/** Applies and remembers a choice, and tells every switch on the page. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(THEME_KEY, choice);
  } catch {
    // Private windows may refuse storage: the choice then holds for this page.
  }
  applyTheme(choice);
}

/** Sets what the page looks like. */
export function applyTheme(choice: ThemeChoice): void {
  const root = document.documentElement;
  const dark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.themeChoice = choice;
  root.dataset.theme = dark ? "dark" : "light";
  window.dispatchEvent(new Event("toolloop:theme"));
}

/** Follows the choice, the system, and other tabs. */
export function onTheme(listener: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const system = () => themeChoice() === "system" && applyTheme("system");
  const storage = (e: StorageEvent) => {
    if (e.key === THEME_KEY) applyTheme(e.newValue === "light" || e.newValue === "dark" ? e.newValue : "system");
  };
  window.addEventListener("toolloop:theme", listener);
  window.addEventListener("storage", storage);
  media.addEventListener("change", system);
  return () => {
    window.removeEventListener("toolloop:theme", listener);
    window.removeEventListener("storage", storage);
    media.removeEventListener("change", system);
  };
}
