import { Callout } from "../../../components/callout.tsx";
import type { Health } from "../../../lib/contract.ts";
import { Panel } from "./panel.tsx";

/** Every setting, its value in force, and where that comes from. */
export function SettingsTable({ settings, errors }: { settings: Health["settings"]; errors: readonly string[] }) {
  return (
    <Panel
      title="Settings in force"
      note="A workflow's own declaration, then environment, then config.yaml, then default."
    >
      {errors.length > 0 ? (
        <div className="border-b border-line p-3">
          <Callout level="warning" title="Could not be used">
            <ul className="list-disc pl-4">
              {errors.map((e) => (
                <li key={e} className="break-words">
                  {e}
                </li>
              ))}
            </ul>
          </Callout>
        </div>
      ) : null}
      <table className="w-full text-left max-md:block">
        <thead className="border-b border-line text-xs text-muted max-md:sr-only">
          <tr>
            {["Setting", "Value", "From", "Variable", "What for"].map((h) => (
              <th key={h} scope="col" className="px-4 py-1.5 font-medium">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block">
          {settings.map((s) => (
            <tr
              key={s.name}
              className="border-b border-line align-baseline last:border-b-0 max-md:grid max-md:grid-cols-[1fr_auto] max-md:py-2"
            >
              <th scope="row" className="px-4 py-1.5 font-mono text-xs font-medium max-md:py-0">
                {s.name}
              </th>
              <td className="px-4 py-1.5 font-mono text-xs break-all max-md:py-0 max-md:text-right">{show(s.value)}</td>
              <td
                className={`px-4 py-1.5 whitespace-nowrap max-md:py-0 ${s.from === "default" ? "text-muted" : "font-medium"}`}
              >
                {s.from}
              </td>
              <td className="px-4 py-1.5 font-mono text-xs text-muted max-md:hidden">{s.env}</td>
              <td className="px-4 py-1.5 text-muted max-md:col-span-2 max-md:py-0 max-md:text-xs">{s.doc}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function show(value: unknown): string {
  if (value === "" || (Array.isArray(value) && value.length === 0)) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
