/** How long a card may take to come into the page, in frames. */
const FRAMES = 30;

/**
 * Scrolls everything around a card, the window too, so that its buttons are in the middle: a pane may be in the window's
 * sight in part or not at all. Waits for a card that is only coming into the page; gives up where none comes.
 */
export async function bringIntoSight(cardId: string): Promise<void> {
  // The pane does its own jump in the first two frames.
  for (let frame = 1; frame <= FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    const card = frame > 2 && document.getElementById(cardId);
    if (card)
      return (card.querySelector("button[value]") ?? card).scrollIntoView({ block: "center", inline: "nearest" });
  }
}
