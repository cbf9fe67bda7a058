import { randomUUID } from 'node:crypto';

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readBoolean } from '../../host/panelValues';
import { errorItem } from '../errorItem';
import { convertInstances, type Converted } from './convertInstances';

/** Converts each Cloud Elements instance to a workflow and a list of the steps left to its user. */
export async function convertInstance(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const output = [...this.getInputData().keys()].flatMap((item) => {
		const given: unknown = this.getNodeParameter('instance', item, '');
		const includeSecrets = readBoolean(this.getNodeParameter('includeSecrets', item, false), false);
		return convertInstances(given, { includeSecrets, newId: randomUUID }).map((converted) =>
			toItem(this, converted, item),
		);
	});
	return [output];
}

function toItem(
	functions: IExecuteFunctions,
	converted: Converted,
	item: number,
): INodeExecutionData {
	if (!converted.ok) return errorItem(functions, converted.message, item, converted.reason);
	return { json: { ...converted.value } as unknown as IDataObject, pairedItem: { item } };
}
