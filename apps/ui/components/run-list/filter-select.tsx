"use client";

/** One filter with a closed list of values; a value that is not in the list (an old link) stays visible. */
export function FilterSelect({
  name,
  label,
  value,
  choices,
  onChange,
}: {
  name: string;
  /** What it filters by; stands for "any". */
  label: string;
  value: string | null;
  choices: readonly { value: string; label: string }[];
  onChange(value: string | null): void;
}) {
  const unknown = value !== null && value !== "" && !choices.some((c) => c.value === value);
  return (
    <select
      name={name}
      aria-label={`Filter by ${label.toLowerCase()}`}
      value={value ?? ""}
      onChange={(e) => onChange(e.target.value === "" ? null : e.target.value)}
      className={`h-8 max-w-36 text-[13px] max-sm:min-w-0 max-sm:flex-1 rounded-md border bg-panel px-2 ${value ? "border-accent font-medium" : "border-line-strong text-muted"}`}
    >
      <option value="">{label}</option>
      {unknown ? <option value={value}>{value}</option> : null}
      {choices.map((c) => (
        <option key={c.value} value={c.value}>
          {c.label}
        </option>
      ))}
    </select>
  );
}
