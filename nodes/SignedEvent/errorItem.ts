import {
	NodeOperationError,
	type GenericValue,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

/**
 * Returns the item that reports an error about an input item, or throws the error if the node stops on errors.
 *
 * With "Continue (using error output)", n8n moves an item to that output if its `error` is set. Only n8n 2.x also does so
 * for a `json` with `error` and `details` (n8n-core, workflow-execute.js, handleNodeErrorOutput).
 *
 * @param item index of the input item
 */
export function errorItem(
	functions: IExecuteFunctions,
	message: string,
	item: number,
	details?: IDataObject | GenericValue,
): INodeExecutionData {
	const error = new NodeOperationError(functions.getNode(), message, { itemIndex: item });
	if (!functions.continueOnFail()) throw error;
	const json = { error: message, ...(details === undefined ? {} : { details }) };
	return { json, error, pairedItem: { item } };
}
