import { z } from "zod";
import { begin, type Mapped, type MapState, type PlanStep, type ToolUse } from "./map-state.ts";

/** The plan is one item of the turn, however many calls it was made by. */
export const PLAN_ITEM = "plan";

const Status = z.enum(["pending", "in_progress", "completed"]).catch("pending");
const Todos = z.looseObject({ todos: z.array(z.looseObject({ content: z.string(), status: Status })) });
const Created = z.looseObject({ task: z.looseObject({ id: z.string(), subject: z.string() }) });
const Listed = z.looseObject({
  tasks: z.array(z.looseObject({ id: z.string(), subject: z.string(), status: Status })),
});
const Updated = z.looseObject({
  taskId: z.string(),
  subject: z.string().optional(),
  status: z.enum(["pending", "in_progress", "completed", "deleted"]).optional(),
});

/** A call that changed the to-do list (TodoWrite) or a task (TaskCreate, TaskUpdate) came through: the plan as it is now. */
export function mapPlan(state: MapState, out: Mapped, use: ToolUse, result: unknown): void {
  if (!change(state.plan, use, result)) return;
  const item = { kind: "plan" as const, steps: [...state.plan.values()], status: "in_progress" as const };
  if (!state.planTold) begin(state, out, PLAN_ITEM, item);
  else {
    state.open.set(PLAN_ITEM, item);
    out.events.push({ type: "item.updated", itemId: PLAN_ITEM, item });
  }
  state.planTold = true;
}

/** @returns whether there is something new to tell. */
function change(plan: Map<string, PlanStep>, { name, input }: ToolUse, result: unknown): boolean {
  if (name === "TodoWrite") {
    const todos = Todos.safeParse(input);
    if (!todos.success) return false;
    plan.clear();
    for (const [i, todo] of todos.data.todos.entries()) plan.set(`${i}`, { text: todo.content, status: todo.status });
    return true;
  }
  if (name === "TaskCreate") {
    const created = Created.safeParse(result);
    if (!created.success) return false;
    plan.set(created.data.task.id, { text: created.data.task.subject, status: "pending" });
    return true;
  }
  if (name === "TaskList") {
    // Tasks of an earlier turn are known again.
    const listed = Listed.safeParse(result);
    if (!listed.success) return false;
    plan.clear();
    for (const { id, subject, status } of listed.data.tasks) plan.set(id, { text: subject, status });
    return true;
  }
  if (name !== "TaskUpdate") return false;
  const updated = Updated.safeParse(input);
  if (!updated.success) return false;
  const { taskId, subject, status } = updated.data;
  if (status === "deleted") return plan.delete(taskId);
  const before = plan.get(taskId) ?? { text: `Task ${taskId}`, status: "pending" as const };
  plan.set(taskId, { text: subject ?? before.text, status: status ?? before.status });
  return true;
}
