-- Health of Berth's kinds (Cluster, TaskDefinition, Service) for Argo CD: see gitops.md.
if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "being deleted" }
end

local status = obj.status or {}
if status.conditions == nil or (status.observedGeneration or -1) < (obj.metadata.generation or 0) then
  return { status = "Progressing", message = "waiting for Berth" }
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition
end

local stalled = conditions.Stalled
if stalled ~= nil and stalled.status == "True" then
  return { status = "Degraded", message = stalled.message }
end
local ready = conditions.Ready
if ready ~= nil and ready.status == "True" then
  return { status = "Healthy", message = ready.message }
end
return { status = "Progressing", message = ready ~= nil and ready.message or "waiting for Berth" }
