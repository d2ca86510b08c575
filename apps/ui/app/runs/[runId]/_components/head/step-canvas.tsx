"use client";

import type { SendBack, StepView } from "../../../../../lib/run-view/overview.ts";
import type { StepLayout, StepPlace } from "../../../../../lib/run-view/step-layout.ts";
import type { StepSetting } from "./step-look.ts";
import { StepNode } from "./step-node.tsx";

/** Pixels. Nodes have one size, so that edges can be drawn without measuring. */
const NODE = { width: 178, height: 42 };
const GAP = { x: 30, y: 8 };
/** Room of one way back, below the nodes. */
const BACK = 20;
/** About the width of a letter of the words on it. */
const LETTER = 5.6;

const leftOf = (column: number) => column * (NODE.width + GAP.x);
const topOf = (row: number) => row * (NODE.height + GAP.y);

/** The plan as a graph: what needs what from left to right, and what was sent back below it. */
export function StepCanvas({
  layout,
  sendBacks,
  settingOf,
  show,
}: {
  layout: StepLayout;
  sendBacks: readonly SendBack[];
  settingOf(step: StepView): StepSetting;
  show(step: StepView): void;
}) {
  const placeOf = new Map(layout.places.map((p) => [p.step.id, p]));
  const ways = newestWays(sendBacks).filter((b) => placeOf.has(b.from) && placeOf.has(b.to));
  const bottom = topOf(layout.rows) - GAP.y;
  const size = {
    width: leftOf(layout.columns) - GAP.x,
    height: bottom + ways.length * BACK + (ways.length > 0 ? 4 : 0),
  };
  return (
    <div className="relative" style={size}>
      <svg aria-hidden="true" className="absolute inset-0 size-full overflow-visible">
        {layout.edges.map(({ from, to }) => (
          <Edge key={`${from} ${to}`} from={placeOf.get(from)} to={placeOf.get(to)} />
        ))}
        {ways.map((way, i) => (
          <WayBack
            key={`${way.from} ${way.to}`}
            way={way}
            from={placeOf.get(way.from)}
            to={placeOf.get(way.to)}
            y={bottom + i * BACK}
          />
        ))}
      </svg>
      <ol aria-label="Steps">
        {layout.places.map(({ step, column, row }) => (
          <li
            key={step.id}
            data-step={step.id}
            className="absolute"
            style={{ left: leftOf(column), top: topOf(row), ...NODE }}
          >
            <StepNode step={step} setting={settingOf(step)} show={show} />
          </li>
        ))}
      </ol>
      {ways.length > 0 ? (
        <ul className="sr-only">
          {ways.map((w) => (
            <li key={`${w.from} ${w.to}`}>
              {titleOf(placeOf, w.from)} sent its work back to {titleOf(placeOf, w.to)}: {roundOf(w)}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Edge({ from, to }: { from: StepPlace | undefined; to: StepPlace | undefined }) {
  if (!from || !to) return null;
  const [x1, y1] = [leftOf(from.column) + NODE.width, topOf(from.row) + NODE.height / 2];
  const [x2, y2] = [leftOf(to.column), topOf(to.row) + NODE.height / 2];
  const bend = Math.min(GAP.x, Math.max(12, (x2 - x1) / 2));
  const done = from.step.status === "success";
  return (
    <g className={done ? "stroke-muted" : "stroke-line-strong"} fill="none" strokeWidth="1.25">
      <path
        data-edge={`${from.step.id} ${to.step.id}`}
        d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 1} ${y2}`}
      />
      <path d={`M${x2 - 5} ${y2 - 3.5}L${x2 - 1} ${y2}L${x2 - 5} ${y2 + 3.5}`} />
    </g>
  );
}

/** From below the one step to below the other, with the round it began. */
function WayBack({
  way,
  from,
  to,
  y,
}: {
  way: SendBack;
  from: StepPlace | undefined;
  to: StepPlace | undefined;
  y: number;
}) {
  if (!from || !to) return null;
  const x1 = leftOf(from.column) + NODE.width / 2 + 8;
  const x2 = leftOf(to.column) + NODE.width / 2 - 8;
  const [y1, y2] = [topOf(from.row) + NODE.height, topOf(to.row) + NODE.height];
  const low = y + BACK - 7;
  const middle = (x1 + x2) / 2;
  const words = roundOf(way);
  const width = words.length * LETTER + 8;
  return (
    <g data-way-back={`${way.from} ${way.to}`} className="stroke-timeout" fill="none" strokeWidth="1.25">
      <path
        strokeDasharray="4 3"
        d={`M${x1} ${y1}V${low - 6}Q${x1} ${low} ${x1 - 6} ${low}H${x2 + 6}Q${x2} ${low} ${x2} ${low - 6}V${y2 + 2}`}
      />
      <path d={`M${x2 - 3.5} ${y2 + 6}L${x2} ${y2 + 2}L${x2 + 3.5} ${y2 + 6}`} />
      {/* The line ends beside the words. */}
      <rect x={middle - width / 2} y={low - 6} width={width} height="12" className="fill-bg stroke-none" />
      <text x={middle} y={low + 3.5} textAnchor="middle" className="fill-timeout stroke-none text-[10.5px]">
        {words}
      </text>
    </g>
  );
}

/** One for each pair of steps: the last one tells the round. */
function newestWays(all: readonly SendBack[]): SendBack[] {
  return [...new Map(all.map((b) => [`${b.from} ${b.to}`, b])).values()];
}

const roundOf = ({ round, max }: SendBack) => `round ${round}${max === undefined ? "" : ` of ${max}`}`;
const titleOf = (places: ReadonlyMap<string, StepPlace>, id: string) => places.get(id)?.step.title ?? id;
