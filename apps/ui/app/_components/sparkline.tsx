const HEIGHT = 28;
const BAR = 7;
const STEP = 9;

/** Finished runs per hour, the failed part at the top of each bar. Drawn on the server. */
export function Sparkline({ hours }: { hours: readonly { finished: number; failed: number }[] }) {
  const most = Math.max(1, ...hours.map((h) => h.finished));
  const finished = hours.reduce((n, h) => n + h.finished, 0);
  const failed = hours.reduce((n, h) => n + h.failed, 0);
  const label = `Last 24 hours: ${finished} finished, ${failed} of them failed; at most ${hours.length > 0 ? Math.max(...hours.map((h) => h.finished)) : 0} in an hour`;
  const y = (n: number) => Math.round((n / most) * (HEIGHT - 2) * 10) / 10;
  // One path a colour: a page should not carry a hundred elements for one small drawing.
  const paths = { base: "", good: "", bad: "" };
  hours.forEach((h, i) => {
    const bad = h.failed > 0 ? Math.max(2, y(h.failed)) : 0;
    const good = h.finished > h.failed ? Math.max(2, y(h.finished) - bad) : 0;
    paths.base += bar(i, HEIGHT - 1, 1);
    if (good > 0) paths.good += bar(i, HEIGHT - good, good);
    if (bad > 0) paths.bad += bar(i, HEIGHT - good - bad, bad);
  });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${hours.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block h-7 w-full"
    >
      <title>{label}</title>
      <path d={paths.base} className="fill-line-strong" />
      {paths.good ? <path d={paths.good} className="fill-success/70" /> : null}
      {paths.bad ? <path d={paths.bad} className="fill-failed" /> : null}
    </svg>
  );
}

/** A rectangle of one hour's width, as a piece of a path. */
function bar(hour: number, top: number, height: number): string {
  return `M${hour * STEP} ${Math.round(top * 10) / 10}h${BAR}v${Math.round(height * 10) / 10}h-${BAR}z`;
}
