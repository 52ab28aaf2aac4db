{{- define "deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels:
    app.kubernetes.io/name: {{ .name }}
    app.kubernetes.io/part-of: {{ .chart }}
    app.kubernetes.io/managed-by: k8spatterns-lib
spec:
  replicas: {{ .replicas }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ .name }}
        app.kubernetes.io/part-of: {{ .chart }}
        app.kubernetes.io/managed-by: k8spatterns-lib
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: {{ .name }}
          image: {{ .image }}
          env:
            {{- range .env }}
            - name: {{ .name }}
              value: {{ .value | quote }}
            {{- end }}
          ports:
            - name: http
              containerPort: {{ .port }}
          resources:
            requests:
              cpu: {{ .cpu | quote }}
              memory: {{ .memory | quote }}
            limits:
              memory: {{ .memory | quote }}
          volumeMounts:
            - name: logs
              mountPath: /var/log/app
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 5
            timeoutSeconds: 2
          livenessProbe:
            httpGet:
              path: /alive
              port: http
            initialDelaySeconds: 10
            periodSeconds: 20
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
            readOnlyRootFilesystem: true
        - name: logs
          image: registry.example.com/platform/log-shipper:2.4.1
          args:
            - --service
            - {{ .name }}
            - --path
            - /var/log/app
          ports:
            - name: metrics
              containerPort: 9102
          resources:
            requests:
              cpu: 20m
              memory: 32Mi
            limits:
              memory: 32Mi
          volumeMounts:
            - name: logs
              mountPath: /var/log/app
              readOnly: true
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
            readOnlyRootFilesystem: true
      volumes:
        - name: logs
          emptyDir:
            sizeLimit: 64Mi
{{ end -}}

{{- define "service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  labels:
    app.kubernetes.io/name: {{ .name }}
    app.kubernetes.io/part-of: {{ .chart }}
    app.kubernetes.io/managed-by: k8spatterns-lib
spec:
  selector:
    app.kubernetes.io/name: {{ .name }}
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: metrics
      port: 9102
      targetPort: metrics
{{ end -}}
