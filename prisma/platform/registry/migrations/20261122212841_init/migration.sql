-- CreateEnum
CREATE TYPE "launch_status" AS ENUM ('PENDING', 'COMPLETED', 'REFUSED', 'FAILED');

-- CreateEnum
CREATE TYPE "launch_cause" AS ENUM ('PUBLISH', 'DELETE');

-- CreateTable
CREATE TABLE "graphs" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "graphs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variants" (
    "id" UUID NOT NULL,
    "graph_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "current_launch_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "variants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subgraph_versions" (
    "id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "subgraph_name" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "sdl" TEXT NOT NULL,
    "sdl_hash" TEXT NOT NULL,
    "routing_url" TEXT NOT NULL,
    "refused" BOOLEAN NOT NULL,
    "git_branch" TEXT,
    "git_commit" TEXT,
    "git_author" TEXT,
    "git_message" TEXT,
    "git_remote_url" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subgraph_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "active_subgraphs" (
    "variant_id" UUID NOT NULL,
    "subgraph_name" TEXT NOT NULL,
    "version_id" UUID NOT NULL,

    CONSTRAINT "active_subgraphs_pkey" PRIMARY KEY ("variant_id","subgraph_name")
);

-- CreateTable
CREATE TABLE "launches" (
    "id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "status" "launch_status" NOT NULL,
    "cause" "launch_cause" NOT NULL,
    "subgraph_name" TEXT NOT NULL,
    "version_id" UUID,
    "removed_version_id" UUID,
    "supergraph_hash" TEXT,
    "problems" JSONB NOT NULL DEFAULT '[]',
    "hints" JSONB NOT NULL DEFAULT '[]',
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "launches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifacts" (
    "hash" TEXT NOT NULL,
    "sdl" TEXT NOT NULL,
    "api_sdl" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifacts_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "graphs_name_key" ON "graphs"("name");

-- CreateIndex
CREATE INDEX "graphs_organisation_id_name_idx" ON "graphs"("organisation_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "variants_current_launch_id_key" ON "variants"("current_launch_id");

-- CreateIndex
CREATE UNIQUE INDEX "variants_graph_id_name_key" ON "variants"("graph_id", "name");

-- CreateIndex
CREATE INDEX "subgraph_versions_variant_id_subgraph_name_sequence_idx" ON "subgraph_versions"("variant_id", "subgraph_name", "sequence" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "subgraph_versions_variant_id_sequence_key" ON "subgraph_versions"("variant_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "active_subgraphs_version_id_key" ON "active_subgraphs"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "launches_version_id_key" ON "launches"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "launches_removed_version_id_key" ON "launches"("removed_version_id");

-- CreateIndex
CREATE INDEX "launches_status_variant_id_idx" ON "launches"("status", "variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "launches_variant_id_sequence_key" ON "launches"("variant_id", "sequence");

-- AddForeignKey
ALTER TABLE "variants" ADD CONSTRAINT "variants_graph_id_fkey" FOREIGN KEY ("graph_id") REFERENCES "graphs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variants" ADD CONSTRAINT "variants_current_launch_id_fkey" FOREIGN KEY ("current_launch_id") REFERENCES "launches"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subgraph_versions" ADD CONSTRAINT "subgraph_versions_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_subgraphs" ADD CONSTRAINT "active_subgraphs_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_subgraphs" ADD CONSTRAINT "active_subgraphs_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "subgraph_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launches" ADD CONSTRAINT "launches_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launches" ADD CONSTRAINT "launches_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "subgraph_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launches" ADD CONSTRAINT "launches_removed_version_id_fkey" FOREIGN KEY ("removed_version_id") REFERENCES "subgraph_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launches" ADD CONSTRAINT "launches_supergraph_hash_fkey" FOREIGN KEY ("supergraph_hash") REFERENCES "artifacts"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;
