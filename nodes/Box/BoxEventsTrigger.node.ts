import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { acknowledgeParameter, CHECK_INTERVAL_OPTION, SOURCE_OPTIONS } from '../host/properties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { browseTargets } from './browse';
import { connect, CREDENTIAL } from './connect';
import { TRIGGER_OPTIONS } from './triggers';
import { box } from './vendor';

const trigger = webhookTrigger({ vendor: box, credentialType: () => CREDENTIAL, connect });

export class BoxEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Box Events Trigger',
		name: 'boxEventsTrigger',
		icon: { light: 'file:../../icons/box.svg', dark: 'file:../../icons/box.dark.svg' },
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [].concat($parameter["triggers"]).join(", ") }}',
		description: 'Starts the workflow when something happens to files or folders in Box',
		defaults: { name: 'Box Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsBoxOAuth2Api', required: true }],
		webhooks: webhookEntries,
		properties: [
			{
				displayName:
					'Box has to reach n8n: it needs a public https address on port 443. The credential needs a signature key, or the workflow is not activated.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Triggers',
				name: 'triggers',
				type: 'multiOptions',
				required: true,
				options: TRIGGER_OPTIONS,
				default: ['FILE.UPLOADED'],
				hint: 'Type to search',
				description:
					'What starts the workflow. An expression may name triggers that Box has added since, as a list or separated by commas.',
			},
			{
				displayName: 'Files and Folders',
				name: 'pickedTargets',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add File or Folder',
				default: {},
				description: 'What to watch. A folder is watched with all that is in it, at any depth.',
				options: [
					{
						displayName: 'File or Folder',
						name: 'target',
						values: [
							{
								displayName: 'File or Folder',
								name: 'target',
								type: 'resourceLocator',
								default: { mode: 'list', value: '' },
								description:
									'In the list, type a path to open folders, such as Contracts/2026/. A webhook on All Files itself is not possible.',
								modes: [
									{
										displayName: 'From List',
										name: 'list',
										type: 'list',
										typeOptions: {
											searchListMethod: 'browseTargets',
											searchable: true,
										},
									},
									{
										displayName: 'By ID',
										name: 'id',
										type: 'string',
										placeholder: 'e.g. 12345 or file:67890',
										validation: [
											{
												type: 'regex',
												properties: {
													regex: '((file|folder)s?[:/])?[0-9]{1,20}',
													errorMessage: 'Enter digits, or digits after file: or folder:',
												},
											},
										],
									},
									{
										displayName: 'By URL',
										name: 'url',
										type: 'string',
										placeholder: 'e.g. https://app.box.com/folder/12345',
										validation: [
											{
												type: 'regex',
												properties: {
													regex:
														'https://([a-zA-Z0-9-]+\\.)*box\\.com/(file|folder)/[0-9]{1,20}([/?#].*)?',
													errorMessage:
														'Enter the address that the browser shows while the file or folder is open in Box',
												},
											},
										],
									},
								],
							},
						],
					},
				],
			},
			{
				displayName: 'Targets by ID or URL',
				name: 'targets',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12345, file:67890',
				hint: 'At least one file or folder is needed, here or above',
				description:
					'More files and folders to watch, separated by commas; also as https://app.box.com/folder/13579. The IDs of a Cloud Elements instance go here as they are; an expression may also give a list.',
			},
			{
				displayName: 'IDs Without a Type Are',
				name: 'targetType',
				type: 'options',
				options: [
					{ name: 'Files', value: 'file' },
					{ name: 'Folders', value: 'folder' },
				],
				default: 'folder',
				description:
					'What an ID such as 12345 stands for; file:12345 and folder:12345 say it themselves',
			},
			acknowledgeParameter('Box', 30),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [CHECK_INTERVAL_OPTION, ...SOURCE_OPTIONS],
			},
		],
	};

	methods = { listSearch: { browseTargets } };

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
