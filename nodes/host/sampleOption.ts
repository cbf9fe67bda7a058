import type { PanelFunctions } from './sourceOptions';
import { readBoolean } from './panelValues';

/** Returns whether a test in the editor emits a sample event. In an active workflow, the option has no effect. */
export function wantsSample(functions: PanelFunctions & { getMode(): string }): boolean {
	if (functions.getMode() !== 'manual') return false;
	const { sampleEvent } = functions.getNodeParameter('options', {}) as { sampleEvent?: unknown };
	return readBoolean(sampleEvent, false);
}
