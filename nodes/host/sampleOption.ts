import type { PanelFunctions } from './sourceOptions';
import { readBoolean } from './panelValues';

/** What the editor shows below a sample event. */
export const SAMPLE_HINT =
	'This is a sample event. Its object is invented, and the node made no request. Turn off Options > Sample Event to get real events.';

/** Returns whether a test in the editor emits a sample event. In an active workflow, the option has no effect. */
export function wantsSample(functions: PanelFunctions & { getMode(): string }): boolean {
	if (functions.getMode() !== 'manual') return false;
	const { sampleEvent } = functions.getNodeParameter('options', {}) as { sampleEvent?: unknown };
	return readBoolean(sampleEvent, false);
}
