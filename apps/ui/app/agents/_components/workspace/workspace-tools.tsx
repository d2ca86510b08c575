import { FolderPlus, GitBranchPlus, ScanSearch } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "../../../../components/button.tsx";
import { type AgentsParams, agentsHref, placeOf } from "../../agents-params.ts";

const TOOLS = [
  { open: "import", label: "Import", title: "Clone a git repository", icon: GitBranchPlus },
  { open: "folder", label: "Add folder", title: "Add a folder of this machine", icon: FolderPlus },
  { open: "scan", label: "Scan", title: "Look for repositories below the allowed roots", icon: ScanSearch },
] as const;

/** The ways to a workspace. */
export function WorkspaceTools({ params }: { params: AgentsParams }) {
  const place = placeOf(params);
  return (
    <div className="-mx-1 flex flex-wrap items-center gap-x-0.5 gap-y-1">
      {TOOLS.map(({ open, label, title, icon: Icon }) => (
        <Link
          key={open}
          href={agentsHref({ ...place, open })}
          scroll={false}
          prefetch={false}
          title={title}
          className={buttonClass("ghost", "!px-1.5", "sm")}
        >
          <Icon aria-hidden className="size-3.5" />
          {label}
        </Link>
      ))}
    </div>
  );
}
