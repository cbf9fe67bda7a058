/** The part of n8n's contexts that contains the mode of the workflow's caller. n8n's types do not declare it. */
interface CalledContext {
	additionalData?: { rootExecutionMode?: unknown };
	getMode(): string;
}

/**
 * Returns whether a node runs in a test in the editor, or in a workflow that such a test called. n8n 2.x runs a called
 * workflow in the mode `integrated`, and keeps the mode of its caller in `rootExecutionMode` (2.41.1,
 * workflow-execute-additional-data.js). Earlier versions do not contain it.
 */
export function isTestExecution(functions: { getMode(): string }): boolean {
	const { additionalData } = functions as CalledContext;
	return [functions.getMode(), additionalData?.rootExecutionMode].includes('manual');
}
