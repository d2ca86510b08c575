import type { ReactNode } from "react";
import { type DiffRow, type SplitRow, splitRows } from "../../lib/diff/diff-rows.ts";
import { markRanges, type Range, type Segment } from "../../lib/diff/segments.ts";
import type { DiffLayout } from "./use-diff-prefs.ts";

export interface DiffLinesProps {
  rows: readonly DiffRow[];
  layout: DiffLayout;
  wrap: boolean;
  /** Of a table without heads, what it is. */
  label: string;
  colours: ReadonlyMap<number, Segment[]> | null;
  words: ReadonlyMap<number, Range[]>;
  /** Index of the row that the address leads to. */
  marked?: number | undefined;
  /** Address of a line (`12`, or `o12` for a line that is gone); none where the viewer has no address. */
  lineHref?: ((line: string) => string) | undefined;
}

/** The lines of one file: numbers, sign, text. Signs stand beside the colours, and are not copied with the text. */
export function DiffLines(props: DiffLinesProps) {
  const { rows, layout, wrap, label } = props;
  return (
    <table
      className="diff-table"
      data-layout={layout}
      data-wrap={wrap || layout === "split" || undefined}
      aria-label={label}
    >
      {layout === "split" ? (
        <colgroup>
          <col className="no" />
          <col />
          <col className="no" />
          <col />
        </colgroup>
      ) : null}
      <tbody>
        {layout === "split"
          ? splitRows(rows).map((row) => <Split key={(row.left ?? row.right)?.index} row={row} props={props} />)
          : rows.map((row) => <Unified key={row.index} row={row} props={props} />)}
      </tbody>
    </table>
  );
}

function Unified({ row, props }: { row: DiffRow; props: DiffLinesProps }) {
  if (row.kind === "hunk" || row.kind === "meta") return <Wide row={row} columns={3} />;
  return (
    <tr data-kind={row.kind} data-marked={row.index === props.marked || undefined}>
      <td className="no">{row.kind === "delete" ? <Place no={row.oldNo} old props={props} /> : row.oldNo}</td>
      <td className="no">{row.kind === "delete" ? null : <Place no={row.newNo} props={props} />}</td>
      <td className="code">{textOf(row, props)}</td>
    </tr>
  );
}

function Split({ row: { left, right }, props }: { row: SplitRow; props: DiffLinesProps }) {
  if (left && !right && left.kind !== "delete") return <Wide row={left} columns={4} />;
  const marked = props.marked !== undefined && (left?.index === props.marked || right?.index === props.marked);
  return (
    <tr data-marked={marked || undefined}>
      <td className="no" data-kind={left?.kind ?? "none"}>
        {left?.kind === "delete" ? <Place no={left.oldNo} old props={props} /> : left?.oldNo}
      </td>
      <td className="code" data-kind={left?.kind ?? "none"}>
        {left ? textOf(left, props) : null}
      </td>
      <td className="no" data-kind={right?.kind ?? "none"}>
        {right ? <Place no={right.newNo} props={props} /> : null}
      </td>
      <td className="code" data-kind={right?.kind ?? "none"}>
        {right ? textOf(right, props) : null}
      </td>
    </tr>
  );
}

function Wide({ row, columns }: { row: DiffRow; columns: number }) {
  return (
    <tr data-kind={row.kind}>
      <td className="wide" colSpan={columns}>
        {row.text}
      </td>
    </tr>
  );
}

/** A line's number; a link to the line where it has an address. Not a stop of the Tab key: there are thousands. */
function Place({ no, old = false, props }: { no: number | undefined; old?: boolean; props: DiffLinesProps }) {
  if (!props.lineHref || no === undefined) return no;
  const line = old ? `o${no}` : String(no);
  return (
    <a href={props.lineHref(line)} data-line={line} tabIndex={-1}>
      {no}
    </a>
  );
}

function textOf(row: DiffRow, { colours, words }: DiffLinesProps): ReactNode {
  const segments = colours?.get(row.index) ?? [{ text: row.text }];
  const ranges = words.get(row.index);
  const pieces = ranges && ranges.length > 0 ? markRanges(segments, ranges) : segments;
  return pieces.map((piece, i) => {
    const className = `${piece.syntax ?? ""}${piece.changed ? " changed" : ""}`;
    if (className === "") return piece.text;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity beyond their place.
      <span key={i} className={className.trim()}>
        {piece.text}
      </span>
    );
  });
}
