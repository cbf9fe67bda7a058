import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { FILTER_OPTIONS } from '../host/eventFilterOptions';
import {
	acknowledgeParameter,
	CHECK_INTERVAL_OPTION,
	notice,
	optionsParameter,
	SOURCE_OPTIONS,
	textField,
} from '../host/properties';
import { catchUpBatchProperty, startFromProperties } from '../host/startFromProperties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { TEST_EVENT_HINTS, TEST_EVENT_OPTION } from '../host/testEventOption';
import { triggerPanel } from '../host/triggerPanel';
import { samples } from './samples';
import { browseTargets } from './browse';
import { connect, CREDENTIAL } from './connect';
import { TRIGGER_OPTIONS } from './triggers';
import { box } from './vendor';

const trigger = webhookTrigger({
	vendor: box,
	credentialType: () => CREDENTIAL,
	connect,
	samples: { ...samples, parameter: 'triggers', otherwise: 'FILE.UPLOADED' },
});

/** An option. Version 2 of the node has a parameter instead. */
const TARGET_TYPE: INodeProperties = {
	displayName: 'IDs Without a Type Are',
	name: 'targetType',
	type: 'options',
	options: [
		{ name: 'Files', value: 'file' },
		{ name: 'Folders', value: 'folder' },
	],
	default: 'folder',
	description: 'Type of IDs such as 12345. Others contain their type: file:12345, folder:12345.',
};

export class BoxEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Box Events Trigger',
		name: 'boxEventsTrigger',
		icon: { light: 'file:../../icons/box.svg', dark: 'file:../../icons/box.dark.svg' },
		group: ['trigger'],
		version: [2, 3],
		subtitle: '={{ [].concat($parameter["triggers"]).join(", ") }}',
		description: 'Starts the workflow when something happens to files or folders in Box',
		defaults: { name: 'Box Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsBoxOAuth2Api', required: true }],
		webhooks: webhookEntries,
		hints: TEST_EVENT_HINTS,
		triggerPanel: triggerPanel(
			'do something in Box that a chosen trigger reports, such as an upload to a chosen folder',
			'the active workflow has its own webhooks, which it creates and monitors.',
			'Box allows one webhook per item, so this does not work while an active workflow of the same app monitors that item.',
		),
		properties: [
			notice(
				'notice',
				'n8n needs a public https address on port 443 that Box can reach. The credential needs a signature key, or the workflow cannot be activated.',
			),
			{
				displayName: 'Triggers',
				name: 'triggers',
				type: 'multiOptions',
				required: true,
				options: TRIGGER_OPTIONS,
				default: ['FILE.UPLOADED'],
				hint: 'Type to search',
				description:
					'Events that start the workflow. An expression can return a list or comma-separated names, also of triggers that Box adds later.',
			},
			{
				displayName: 'Files and Folders',
				name: 'pickedTargets',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add File or Folder',
				default: {},
				description:
					'Files and folders to monitor. A folder includes everything in it, at any depth.',
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
									'File or folder to monitor, except All Files. In the list, type a path such as Contracts/2026/ to open folders.',
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
														'Enter the URL that the browser shows for the file or folder',
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
			textField({
				displayName: 'Targets by ID or URL',
				name: 'targets',
				placeholder: 'e.g. 12345, file:67890',
				hint: 'Choose at least one file or folder, here or above',
				description:
					'Comma-separated IDs or URLs of more files and folders, or the events.list.ids of a Cloud Elements instance',
			}),
			{ ...TARGET_TYPE, displayOptions: { show: { '@version': [2] } } },
			...startFromProperties({
				date: 'Also emits events since a date, as far back as Box keeps them',
				description:
					"Earlier events to emit. Triggers whose description says 'No catch-up' are left out. Box keeps at least two weeks of a user's events, and a year of an enterprise's. The node emits them once, after the activation. To emit them again, choose another date.",
			}),
			catchUpBatchProperty(),
			acknowledgeParameter('Box', 30),
			optionsParameter([
				{
					...CHECK_INTERVAL_OPTION,
					description:
						'How often to restore missing webhooks, and to ask Box for events that no webhook delivered',
				},
				{
					displayName: 'Fetch Details',
					name: 'fetchDetails',
					type: 'boolean',
					default: false,
					description:
						'Whether to fetch name and parent folder of a trashed item, because Box sends only its ID and type',
				},
				{ ...TARGET_TYPE, displayOptions: { show: { '@version': [3] } } },
				...FILTER_OPTIONS,
				...SOURCE_OPTIONS,
				TEST_EVENT_OPTION,
			]),
		],
	};

	methods = { listSearch: { browseTargets } };

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
