import { clusterController } from "./cluster/controller.ts";
import type { Context, Controller } from "./context.ts";
import { serviceController } from "./service/controller.ts";
import { taskController } from "./task/controller.ts";
import { taskDefinitionController } from "./task-definition/controller.ts";

/** Every control loop of the operator. */
export const controllers: readonly ((context: Context) => Controller)[] = [
  clusterController,
  taskDefinitionController,
  serviceController,
  taskController,
];
