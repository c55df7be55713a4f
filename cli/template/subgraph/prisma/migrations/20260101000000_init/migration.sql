-- CreateTable
CREATE TABLE "{{table}}" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "{{table}}_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "{{table}}_created_at_id_idx" ON "{{table}}"("created_at", "id");
