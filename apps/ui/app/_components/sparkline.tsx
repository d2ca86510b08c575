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
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${hours.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block h-7 w-full"
    >
      <title>{label}</title>
      {hours.map((h, i) => {
        const x = i * STEP;
        const bad = h.failed > 0 ? Math.max(2, y(h.failed)) : 0;
        const good = h.finished > h.failed ? Math.max(2, y(h.finished) - bad) : 0;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
          <g key={i}>
            <rect x={x} y={HEIGHT - 1} width={BAR} height="1" className="fill-line-strong" />
            {good > 0 ? <rect x={x} y={HEIGHT - good} width={BAR} height={good} className="fill-success/70" /> : null}
            {bad > 0 ? <rect x={x} y={HEIGHT - good - bad} width={BAR} height={bad} className="fill-failed" /> : null}
          </g>
        );
      })}
    </svg>
  );
}
