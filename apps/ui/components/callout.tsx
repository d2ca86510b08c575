import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const LOOK = {
  info: { icon: Info, className: "border-line bg-raised text-fg" },
  warning: { icon: TriangleAlert, className: "border-warn-line bg-warn-bg text-warn-fg" },
  error: { icon: CircleAlert, className: "border-failed/40 bg-bad-bg text-failed" },
} as const;

/** What happened, why, and the next step. `role="alert"` only where it appears as an answer to something the user did. */
export function Callout({
  level,
  title,
  children,
  role,
}: {
  level: keyof typeof LOOK;
  title: string;
  children?: ReactNode;
  role?: "alert" | "status";
}) {
  const { icon: Icon, className } = LOOK[level];
  return (
    <div role={role} className={`flex gap-2.5 rounded-md border px-3 py-2 ${className}`}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        {children ? <div className="mt-0.5 text-fg/90">{children}</div> : null}
      </div>
    </div>
  );
}
