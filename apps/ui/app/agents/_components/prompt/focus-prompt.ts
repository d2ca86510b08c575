/**
 * Leads from a button that did its work to the prompt, which is what comes next. Only where the focus went nowhere else
 * meanwhile, and only where the panels stand side by side: on a small screen it would scroll, and open the keyboard.
 * @param from the button: some browsers leave the focus there although it was disabled while it worked
 */
export function focusPrompt(from: HTMLElement | null): void {
  const active = document.activeElement;
  const free = active === null || active === document.body || active === from;
  if (free && window.matchMedia("(min-width: 1024px)").matches)
    document.querySelector<HTMLElement>("#prompt")?.focus({ preventScroll: true });
}
