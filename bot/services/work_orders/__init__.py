"""诉求工单: consultation, request, complaint, report, suggestion, praise."""
