'use strict';
// Makes the container in a storage account that is not the hub's.
const { BlobServiceClient, StorageSharedKeyCredential } = require('@azure/storage-blob');

const account = new StorageSharedKeyCredential(process.env.ACCOUNT, process.env.ACCOUNT_KEY);
new BlobServiceClient(process.env.ENDPOINT, account).getContainerClient(process.env.CONTAINER).createIfNotExists()
  .catch((error) => { console.error(error); process.exit(1); });
