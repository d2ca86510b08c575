import type { ReactNode } from "react";
import { visibleText } from "../../lib/run-view/visible-text.ts";

const ROWS = 20;
const COLUMNS = 8;
const FIELDS = 40;
const TEXT = 600;

type Plain = Record<string, unknown>;
const isObject = (v: unknown): v is Plain => typeof v === "object" && v !== null && !Array.isArray(v);

/** A JSON value for a reader: objects as terms and values, arrays of objects as tables; bounded. */
export function OutputValue({ value, depth }: { value: unknown; depth: number }): ReactNode {
  if (Array.isArray(value)) return <List items={value} depth={depth} />;
  if (isObject(value)) return <Fields object={value} depth={depth} />;
  return <Scalar value={value} />;
}

function Scalar({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="text-muted">none</span>;
  if (typeof value === "boolean") return <span>{value ? "yes" : "no"}</span>;
  if (typeof value === "number")
    return <span className="font-mono">{value.toLocaleString("en", { maximumFractionDigits: 6 })}</span>;
  const text = String(value);
  return (
    <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {visibleText(text.slice(0, TEXT)).replaceAll("⟨U+000D⟩", "")}
      {text.length > TEXT ? <span className="text-muted"> … {text.length - TEXT} more characters</span> : null}
    </span>
  );
}

function Fields({ object, depth }: { object: Plain; depth: number }) {
  const entries = Object.entries(object);
  if (entries.length === 0) return <span className="text-muted">nothing</span>;
  if (depth > 2)
    return (
      <code className="font-mono text-[12px] [overflow-wrap:anywhere]">{JSON.stringify(object).slice(0, TEXT)}</code>
    );
  return (
    <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-4 gap-y-1">
      {entries.slice(0, FIELDS).map(([key, v]) => (
        <div key={key} className="contents">
          <dt className="text-muted [overflow-wrap:anywhere]">{visibleText(words(key))}</dt>
          <dd className="min-w-0">
            <OutputValue value={v} depth={depth + 1} />
          </dd>
        </div>
      ))}
      {entries.length > FIELDS ? <dt className="text-muted">{entries.length - FIELDS} more fields</dt> : null}
    </dl>
  );
}

function List({ items, depth }: { items: unknown[]; depth: number }) {
  if (items.length === 0) return <span className="text-muted">none</span>;
  const rows = items.filter(isObject);
  if (rows.length === items.length && depth < 3) return <Table rows={rows} />;
  return (
    <ul className="list-disc pl-4">
      {items.slice(0, ROWS).map((v, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity beyond their place.
        <li key={i}>
          <OutputValue value={v} depth={depth + 1} />
        </li>
      ))}
      {items.length > ROWS ? <li className="text-muted">{items.length - ROWS} more</li> : null}
    </ul>
  );
}

function Table({ rows }: { rows: Plain[] }) {
  const columns = [...new Set(rows.slice(0, ROWS).flatMap((r) => Object.keys(r)))].slice(0, COLUMNS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <div className="overflow-x-auto" tabIndex={0}>
      <table className="text-left text-[12.5px]">
        <thead>
          <tr className="text-muted">
            {columns.map((c) => (
              <th key={c} className="border-b border-line py-1 pr-5 font-medium whitespace-nowrap">
                {visibleText(words(c))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS).map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity beyond their place.
            <tr key={i} className="border-b border-line align-top last:border-0">
              {columns.map((c) => (
                <td key={c} className="max-w-md py-1 pr-5">
                  {isObject(row[c]) || Array.isArray(row[c]) ? (
                    <code className="font-mono text-[12px] [overflow-wrap:anywhere]">
                      {visibleText(JSON.stringify(row[c]).slice(0, 200))}
                    </code>
                  ) : (
                    <Scalar value={row[c]} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS ? <p className="py-1 text-muted">{rows.length - ROWS} more rows</p> : null}
    </div>
  );
}

/** `durationMs` and `exit_code` as words. */
function words(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}
