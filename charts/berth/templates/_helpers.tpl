{{/* Name of the release's objects: "berth" for a release that is called so, else "<release>-berth". */}}
{{- define "berth.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 54 | trimSuffix "-" -}}
{{- end -}}

{{- define "berth.serviceAccountName" -}}
{{- default (ternary (include "berth.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{/* Of tasks of no service; empty where they have the cluster's default. */}}
{{- define "berth.priorityClassName" -}}
{{- $own := ternary (printf "%s-task" (include "berth.fullname" .)) "" .Values.priorityClass.create -}}
{{- default $own .Values.priorityClass.name -}}
{{- end -}}

{{/* The name label is the same for every release: it is how the operator's Pods are known among all others. */}}
{{- define "berth.selectorLabels" -}}
app.kubernetes.io/name: berth
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "berth.labels" -}}
{{ include "berth.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "berth.image" -}}
{{- $tag := printf ":%s" (default .Chart.AppVersion .Values.image.tag) -}}
{{- .Values.image.repository }}{{ ternary (printf "@%s" .Values.image.digest) $tag (ne .Values.image.digest "") -}}
{{- end -}}
