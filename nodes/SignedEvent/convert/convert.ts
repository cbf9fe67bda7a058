import { randomUUID } from 'node:crypto';

import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { convertInstances, type Converted } from './convertInstances';

/** Converts each Cloud Elements instance to a workflow and a list of the steps left to its user. */
export async function convertInstance(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const output = [...this.getInputData().keys()].flatMap((item) => {
		const given: unknown = this.getNodeParameter('instance', item, '');
		const includeSecrets = this.getNodeParameter('includeSecrets', item, false) === true;
		return convertInstances(given, { includeSecrets, newId: randomUUID }).map((converted) =>
			toItem(this, converted, item),
		);
	});
	return [output, []];
}

function toItem(
	functions: IExecuteFunctions,
	converted: Converted,
	item: number,
): INodeExecutionData {
	const pairedItem = { item };
	if (converted.ok) return { json: { ...converted.value } as unknown as IDataObject, pairedItem };
	const { reason, message } = converted;
	if (!functions.continueOnFail())
		throw new NodeOperationError(functions.getNode(), message, { itemIndex: item });
	// n8n treats an item as an error only if it has exactly these keys.
	return { json: { error: message, details: reason }, pairedItem };
}
