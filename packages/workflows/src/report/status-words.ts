/** How a step ended, as reports say it. */
export const STATUS_WORDS: Record<string, string> = {
  success: "✓ success",
  failed: "✗ failed",
  canceled: "⊘ canceled",
  timeout: "⧗ timeout",
  skipped: "– skipped",
};
