import type { INode, NodeParameterValueType } from 'n8n-workflow';

import { readList } from '../core/text/list';
import type { Source } from '../core/event';
import { readBoolean } from './panelValues';

/** The part of n8n's contexts that reads the panel. */
export interface PanelFunctions {
	getNode(): INode;
	getNodeParameter(name: string, fallback?: unknown): NodeParameterValueType | object;
}

/**
 * Reads the options that every trigger has.
 *
 * @param account the account that the events belong to
 */
export function readSource(
	functions: PanelFunctions,
	{ elementKey, hubKey, account }: Pick<Source, 'elementKey' | 'hubKey' | 'account'>,
): Source {
	const options = functions.getNodeParameter('options', {}) as {
		instanceName?: string;
		instanceTags?: string | string[];
		includeRaw?: unknown;
	};
	return {
		...{ elementKey, hubKey, account },
		instanceName: options.instanceName || functions.getNode().name,
		instanceTags: readList(options.instanceTags),
		includeRaw: readBoolean(options.includeRaw, true),
	};
}
